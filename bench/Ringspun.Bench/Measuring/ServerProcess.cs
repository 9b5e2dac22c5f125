using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ringspun.Bench.Measuring;

/// <summary>A server that this program has started and will stop.</summary>
internal abstract class ServerProcess(string name) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private Process? _process;

    public string Name { get; } = name;

    /// <summary>Where it answers, without a path.</summary>
    public abstract string Url { get; }

    protected Process Process => _process ?? throw new InvalidOperationException($"{Name} has not been started");

    public int ProcessId => Process.Id;

    public double CpuSeconds => CpuTime.Of(Process.Id);

    /// <summary>A server that has ended is a failed measurement.</summary>
    public void CheckAlive()
    {
        if (Process.HasExited)
        {
            throw new BenchFailure($"{Name} has ended with exit code {Process.ExitCode} in the middle of the measurement");
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false } process)
        {
            Programs.Run("/bin/kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
            }
        }

        _process?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected void Start(ProcessStartInfo start) => _process = Process.Start(start);

    protected void WaitUntilItAccepts(IPEndPoint endPoint)
    {
        long until = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            CheckAlive();
            try
            {
                using TcpClient client = new();
                client.Connect(endPoint);
                return;
            }
            catch (SocketException) when (Stopwatch.GetTimestamp() < until)
            {
                Thread.Sleep(20);
            }
        }
    }

    /// <summary>A port of the loopback address that is free now.</summary>
    protected static IPEndPoint FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
