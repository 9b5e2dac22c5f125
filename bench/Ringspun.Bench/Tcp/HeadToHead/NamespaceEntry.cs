using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>Runs the measurement in a network namespace: this program once more, started by <c>unshare</c>. Where that is not allowed, it says why.</summary>
internal static class NamespaceEntry
{
    private const string Mark = "RINGSPUN_BENCH_NAMESPACE";
    private const int NotPossible = 2;

    // What is needed there: both kinds of interfaces.
    private const string Probe = "ip link add name probe0 type veth peer name probe1 && ip tuntap add dev probe2 mode tun";

    private static readonly string[][] Ways = [["--net"], ["--user", "--map-root-user", "--net"]];

    /// <summary>Whether this process is the one inside.</summary>
    public static bool IsInside => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>Starts this program inside, with the same arguments, and waits for its end.</summary>
    /// <returns>Its exit code; 2 where there is no way in.</returns>
    public static int Run()
    {
        string unshare = Programs.Need("unshare", "util-linux");
        _ = Programs.Need("ip", "iproute2");
        List<string> refusals = [];
        foreach (string[] way in Ways)
        {
            string said = Programs.Run(unshare, [.. way, "--", "/bin/sh", "-c", Probe]).Trim();
            if (said.Length == 0)
            {
                return Run(unshare, way);
            }

            refusals.Add($"unshare {string.Join(' ', way)}: {said.ReplaceLineEndings("; ")}");
        }

        Console.Error.WriteLine("bench: the measurement needs network namespaces with interfaces of its own, and they are refused:");
        refusals.ForEach(Console.Error.WriteLine);
        Console.Error.WriteLine("run it as root, or allow user namespaces (sysctl user.max_user_namespaces) and /dev/net/tun");
        return NotPossible;
    }

    /// <summary>Inside: calls back when the process outside is gone, however it ended.</summary>
    public static void WatchOutside(Action gone) => new Thread(() =>
    {
        Console.In.ReadToEnd();
        gone();
    })
    { IsBackground = true }.UnsafeStart();

    private static int Run(string unshare, string[] way)
    {
        string[] itself = [Environment.ProcessPath!, typeof(NamespaceEntry).Assembly.Location, .. Environment.GetCommandLineArgs().Skip(1)];
        ProcessStartInfo start = new(unshare, [.. way, "--", .. itself]) { RedirectStandardInput = true };
        start.Environment[Mark] = "1";
        using Process inside = Process.Start(start)!;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Forward);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Forward);
        inside.WaitForExit();
        return inside.ExitCode;

        void Forward(PosixSignalContext context)
        {
            context.Cancel = true;
            Programs.Run("/bin/kill", "-TERM", inside.Id.ToString(CultureInfo.InvariantCulture));
        }
    }
}
