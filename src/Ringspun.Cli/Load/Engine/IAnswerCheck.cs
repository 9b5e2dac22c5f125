using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Looks at answers while they come, as far as what is expected of them asks for that; a struct, so that to look at nothing costs nothing.</summary>
internal interface IAnswerCheck : IResponseSink
{
    /// <summary>Whether the body of the answer read last was as its request expects.</summary>
    bool IsMet { get; }
}
