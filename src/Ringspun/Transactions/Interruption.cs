namespace Ringspun;

/// <summary>Why a transaction's body is left before its end.</summary>
internal enum Interruption : byte
{
    None,

    /// <summary>Others have changed what it has read: the body runs again.</summary>
    Conflict,

    /// <summary>The body wants to wait for other values.</summary>
    Retry,
}
