using System.CommandLine;
using System.CommandLine.Invocation;
using Ringspun.Bench;
using Ringspun.Bench.Disk;
using Ringspun.Bench.Echo;
using Ringspun.Bench.Fibers;
using Ringspun.Bench.Fused;
using Ringspun.Bench.Http;
using Ringspun.Bench.Idle;
using Ringspun.Bench.Load;
using Ringspun.Bench.Pipes;
using Ringspun.Bench.Ports;
using Ringspun.Bench.Switch;
using Ringspun.Bench.Sync;
using Ringspun.Bench.Tcp;
using Ringspun.Bench.Tcp.HeadToHead;
using Ringspun.Bench.Transactions;

RootCommand root = new("Ringspun's measurements, each against its peers in one run.")
{
    BenchList.Create(),
    FibersCommand.Create(),
    SwitchCommand.Create(),
    HttpCommand.Create(),
    LoadCommand.Create(),
    IdleCommand.Create(),
    HoldCommand.Create(),
    EchoCommand.Create(),
    EchoLoadCommand.Create(),
    EchoSocketsCommand.Create(),
    StmCommand.Create(),
    SyncCommand.Create(),
    PipesCommand.Create(),
    PortsCommand.Create(),
    DiskCommand.Create(),
    FusedCommand.Create(),
    TcpCommand.Create(),
    TcpEndCommand.Create(),
    TcpPeerCommand.Create(),
};
root.HelpName = "bench/run";
ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction mistake)
{
    mistake.ShowHelp = false;
}

int code;
try
{
    code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (BenchFailure failure)
{
    Console.Error.WriteLine($"bench: {failure.Message}");
    return 1;
}

return parsed.Errors.Count > 0 ? 2 : code;
