using System.CommandLine;
using System.CommandLine.Invocation;
using Ringspun.Bench;
using Ringspun.Bench.Fibers;
using Ringspun.Bench.Http;
using Ringspun.Bench.Idle;
using Ringspun.Bench.Switch;
using Ringspun.Bench.Sync;
using Ringspun.Bench.Tcp;
using Ringspun.Bench.Transactions;

RootCommand root = new("Ringspun's measurements, each against its peers in one run.")
{
    BenchList.Create(),
    FibersCommand.Create(),
    SwitchCommand.Create(),
    HttpCommand.Create(),
    IdleCommand.Create(),
    HoldCommand.Create(),
    StmCommand.Create(),
    SyncCommand.Create(),
    TcpCommand.Create(),
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
