using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Looks at answers while they come, as far as what is expected of them asks for that; a struct, so that to look at nothing costs nothing.</summary>
internal interface IAnswerCheck : IResponseSink
{
    /// <summary>Whether the body of the answer read last was as its request expects.</summary>
    bool IsMet { get; }

    /// <summary>How many bytes the body of the answer read last has, decoded; null where nobody has decoded it.</summary>
    long? BodyBytes { get; }

    /// <summary>Where the answer read last sends its request instead; null when it does not, or when redirects are not followed.</summary>
    string? Location { get; }
}
