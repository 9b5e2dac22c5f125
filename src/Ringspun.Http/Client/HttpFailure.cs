using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>What has gone wrong with a connection or an exchange; the default value: nothing.</summary>
/// <param name="Kind">Where.</param>
/// <param name="Refusal">For <see cref="HttpFailureKind.Protocol"/>: what was wrong with the response.</param>
/// <param name="Cause">The system's error, with its advice, where there is one.</param>
public readonly record struct HttpFailure(HttpFailureKind Kind, ResponseRefusal Refusal = ResponseRefusal.None, LinuxException? Cause = null)
{
    /// <summary>The system's error; <see cref="Errno.None"/> where there is none, as at an early end of the connection.</summary>
    public Errno Errno => Cause?.Errno ?? Errno.None;

    /// <summary>The failure in words.</summary>
    /// <returns>A phrase for a message.</returns>
    public override string ToString() => Kind switch
    {
        HttpFailureKind.None => "none",
        HttpFailureKind.Timeout => "timeout: the deadline had passed",
        HttpFailureKind.Closed => "closed: the connection had ended before the request was looked at",
        HttpFailureKind.Protocol => $"protocol: {Refusal}",
        HttpFailureKind.Read when Cause is null => "read: the connection ended before the response was complete",
        _ => Cause is null ? Kind.ToString() : $"{Kind}: {Cause.Message}",
    };
}
