using Ringspun.Http;
using Ringspun.Linux;

namespace Ringspun.Cli.Load.Results;

/// <summary>What exactly kept a request from being answered: the name under which it is counted.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Refusal">What was wrong with the answer, where that was it.</param>
/// <param name="Errno">The system's error, where there was one.</param>
/// <param name="Handshake">Why there was no agreement on TLS, where that was it: a name as of an enum's member.</param>
internal readonly record struct FailureName(
    ErrorKind Kind, ResponseRefusal Refusal = ResponseRefusal.None, Errno Errno = Errno.None, string? Handshake = null)
{
    /// <summary>The name of a failure: only with what the name shows, since failures of one name are counted together.</summary>
    public FailureName(in HttpFailure failure, string? handshake = null)
        : this(
            KindOf(failure.Kind),
            handshake is null ? failure.Refusal : ResponseRefusal.None,
            ShowsErrno(failure, handshake) ? failure.Errno : Errno.None,
            handshake)
    {
    }

    /// <summary>The name as people and programs read it: <c>connect ECONNREFUSED</c>, <c>read early-close</c>, <c>protocol not-http</c>.</summary>
    public override string ToString()
    {
        string kind = NameOf(Kind);
        return Handshake is not null ? $"{kind} tls-{Hyphenated(Handshake)}"
            : Refusal != ResponseRefusal.None ? $"{kind} {Hyphenated(Refusal.ToString())}"
            : Errno != Errno.None ? $"{kind} {Errno}"
            : Kind == ErrorKind.Read ? $"{kind} early-close"
            : kind;
    }

    internal static string NameOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Connect => "connect",
        ErrorKind.Read => "read",
        ErrorKind.Write => "write",
        ErrorKind.Timeout => "timeout",
        _ => "protocol",
    };

    // A timeout of ours and one that the kernel has noticed are the same to whoever waits.
    private static bool ShowsErrno(in HttpFailure failure, string? handshake) =>
        handshake is null && failure.Refusal == ResponseRefusal.None && failure.Kind != HttpFailureKind.Timeout;

    private static ErrorKind KindOf(HttpFailureKind kind) => kind switch
    {
        HttpFailureKind.Connect => ErrorKind.Connect,
        HttpFailureKind.Write => ErrorKind.Write,
        HttpFailureKind.Timeout => ErrorKind.Timeout,
        HttpFailureKind.Protocol => ErrorKind.Protocol,
        _ => ErrorKind.Read,
    };

    private static string Hyphenated(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
