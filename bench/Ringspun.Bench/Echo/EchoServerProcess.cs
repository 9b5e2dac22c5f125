using System.Diagnostics;
using System.Net;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>An echo server, ours or another, that says on its first line where it listens.</summary>
internal sealed class EchoServerProcess : ServerProcess
{
    private const string Ready = "listening on ";
    private const string Scheme = "tcp://";

    public EchoServerProcess(EchoServerKind kind, ProcessStartInfo start)
        : base(kind.Name)
    {
        Kind = kind;
        start.RedirectStandardOutput = true;
        Start(start);
        string? line = Process.StandardOutput.ReadLine();
        string address = line?.StartsWith(Ready, StringComparison.Ordinal) == true ? line[Ready.Length..] : "";
        address = address.StartsWith(Scheme, StringComparison.Ordinal) ? address[Scheme.Length..] : address;
        if (!IPEndPoint.TryParse(address, out IPEndPoint? endPoint))
        {
            Dispose();
            throw new BenchFailure($"{Name} did not start to listen; its first line was: {line ?? "(none)"}");
        }

        EndPoint = endPoint;
    }

    public EchoServerKind Kind { get; }

    public IPEndPoint EndPoint { get; }

    public override string Url => $"{Scheme}{EndPoint}";

    /// <summary>The CPU time of the server's threads so far, in seconds, by the scheduler's own count.</summary>
    public double ThreadSeconds => CpuTime.OfThreads(ProcessId);
}
