using System.CommandLine;
using System.Net;
using Ringspun.Linux;

namespace Ringspun.Bench.Echo;

/// <summary>
/// <c>bench/run echo-load</c>: the load generator, the same for all servers. Told what to do on its input: <c>connect N</c> opens connections
/// until there are N, each of which has had one message back; <c>run SECONDS</c> sends messages to and fro and answers how many came back.
/// </summary>
internal static class EchoLoadCommand
{
    public const string Name = "echo-load";

    public static Command Create()
    {
        Argument<string> server = new("server");
        Argument<int> bytes = new("bytes");
        Command command = new(Name, "Makes the load of 'echo'.") { server, bytes };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using EventLoop loop = new(EpollAioDriver.Create());
            EchoLoad load = new(loop, IPEndPoint.Parse(parsed.GetRequiredValue(server)), parsed.GetValue(bytes));
            try
            {
                loop.RunUntil(load.RunAsync);
            }
            catch (LinuxException failure)
            {
                throw new BenchFailure($"the load for {parsed.GetValue(server)}: {failure.Message}");
            }
        });
        return command;
    }
}
