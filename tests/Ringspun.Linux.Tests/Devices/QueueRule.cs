using System.Diagnostics;
using Ringspun.Cli.Tests;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>The project's scripts for rules, and iptables itself, in the network of the calling thread: a process inherits it.</summary>
internal static class QueueRule
{
    /// <summary>Ends the test where there is no iptables; to be called before the test has a network of its own.</summary>
    public static void NeedTables()
    {
        _ = Peers.Need("iptables", "iptables");
        _ = Peers.Need("ip6tables", "iptables");
    }

    public static void Setup(params string[] arguments) => Assert.Equal((0, ""), Run(Script("nfqueue-setup"), arguments));

    public static void Teardown(params string[] arguments) => Assert.Equal((0, ""), Run(Script("nfqueue-teardown"), arguments));

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "scripts", name);

    /// <summary>The rules of the INPUT chain.</summary>
    public static string[] Rules(string tables)
    {
        (int code, string output) = Run(tables, ["-S", "INPUT"]);
        Assert.Equal(0, code);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("-A", StringComparison.Ordinal))];
    }

    public static (int Code, string Output) Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
