namespace Ringspun;

/// <summary>A TLS handshake has failed; its connection is closed.</summary>
public sealed class TlsException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">The same in words: with whom, and what can be done.</param>
    /// <param name="inner">What it was noticed by.</param>
    public TlsException(TlsFailureKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>Why the handshake has failed.</summary>
    public TlsFailureKind Kind { get; }
}
