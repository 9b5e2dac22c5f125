using System.Diagnostics;
using System.Globalization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>The load generator of one server, as a process.</summary>
internal sealed class EchoLoadProcess : IDisposable
{
    private const int ShortestWarmUp = 2;
    private const int LongestWarmUp = 10;
    private const long EnoughRoundTrips = 100_000;

    private readonly EchoServerProcess _server;
    private readonly Process _process;

    public EchoLoadProcess(EchoServerProcess server, int bytes, int? core)
    {
        _server = server;
        ProcessStartInfo start = Programs.OnCore(
            core, Environment.ProcessPath!, typeof(EchoLoadProcess).Assembly.Location, EchoLoadCommand.Name,
            server.EndPoint.ToString(), bytes.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
    }

    /// <summary>Opens connections until there are so many.</summary>
    public void Connect(int connections) => Ask($"connect {connections}");

    /// <summary>Sends messages to and fro on all connections; how many came back.</summary>
    public long Play(int seconds) => long.Parse(Ask($"run {seconds}"), CultureInfo.InvariantCulture);

    /// <summary>
    /// Plays until the server's code is compiled in its final form: for some seconds, and where the machine is busy for more, until it has answered so
    /// often that nothing is left to compile.
    /// </summary>
    public void WarmUp()
    {
        long roundTrips = 0;
        for (int seconds = 0; seconds < LongestWarmUp && (seconds < ShortestWarmUp || roundTrips < EnoughRoundTrips); seconds++)
        {
            roundTrips += Play(1);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string what)
    {
        _process.StandardInput.WriteLine(what);
        _process.StandardInput.Flush();
        string? answer = _process.StandardOutput.ReadLine();
        _server.CheckAlive();
        return answer ?? throw new BenchFailure($"the load generator of {_server.Name} has ended; the reason is above");
    }
}
