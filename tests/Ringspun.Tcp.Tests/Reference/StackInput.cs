using System.Collections.Immutable;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>
/// What can happen to a stack: the user's calls, segments and the time (RFC 9293 section 3.10). Connections and listeners are named by their numbers.
/// </summary>
internal abstract record StackInput
{
    public sealed record Listen(Endpoint Local, int Backlog, TcpSettings? Settings) : StackInput;

    public sealed record Accept(int Listener) : StackInput;

    public sealed record CloseListener(int Listener) : StackInput;

    public sealed record Connect(Endpoint Remote, TcpSettings? Settings, Endpoint Local) : StackInput;

    public sealed record Send(int Connection, ImmutableArray<byte> Data) : StackInput;

    public sealed record Receive(int Connection, int Most) : StackInput;

    public sealed record Shutdown(int Connection) : StackInput;

    public sealed record Close(int Connection) : StackInput;

    public sealed record Abort(int Connection) : StackInput;

    public sealed record Configure(int Connection, TcpSettings Settings) : StackInput;

    /// <summary>A packet arrives.</summary>
    public sealed record Arrive(ImmutableArray<byte> Packet) : StackInput;

    /// <summary>Time has passed.</summary>
    public sealed record Advance : StackInput;

    /// <summary>The link takes the next packet between two ends. Which of several speaks first is not a matter of TCP.</summary>
    public sealed record Transmit(Endpoint Local, Endpoint Remote) : StackInput;

    /// <summary>The application takes all events.</summary>
    public sealed record TakeEvents : StackInput;
}
