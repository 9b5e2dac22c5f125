using System.CommandLine;
using Ringspun.Linux;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>
/// <c>bench/run tcp-peer</c>: the kernel's end, in a process of its own. Its input is lines: <c>send ADDRESS CONNECTIONS MILLISECONDS CHECKED</c>,
/// <c>receive</c> likewise, <c>connect ADDRESS CLIENTS MILLISECONDS</c>, <c>hold ADDRESS PORT CONNECTIONS</c>. Each is answered by two numbers: what it
/// has counted (bytes or connections), and the nanoseconds that it took.
/// </summary>
internal static class TcpPeerCommand
{
    public const string Name = "tcp-peer";
    public const string Send = "send";
    public const string Receive = "receive";
    public const string Connect = "connect";
    public const string Hold = "hold";

    public static Command Create()
    {
        Command command = new(Name, "The kernel's end of 'tcp'.");
        command.Hidden = true;
        command.SetAction(_ =>
        {
            using EventLoop loop = new(EpollAioDriver.Create());
            try
            {
                loop.RunUntil(new TcpPeer(loop).RunAsync);
            }
            catch (LinuxException failure)
            {
                throw new BenchFailure($"the kernel's end: {failure.Message}");
            }
        });
        return command;
    }
}
