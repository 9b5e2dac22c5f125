using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Tcp;

/// <summary>The user-level stack without any device.</summary>
internal sealed class TcpBenchmark(int rounds, int connections, int idle)
{
    private const long BulkBytes = 4L << 30;
    private const int Steps = 2_000_000;

    public TcpReport Run()
    {
        Figure super = Bulk("bulk, 64 KiB super-segments", superSegments: true, out _);
        Figure segments = Bulk("bulk, 1,460-byte segments, both checksums", superSegments: false, out double allocated);
        RequestRun requests = new(connections);
        Figure steps = Rounds.Rate($"requests and responses of 64 bytes, {connections} connections", "million steps/s", rounds, () => requests.Steps(Steps));
        return TcpReport.From(rounds, super, segments, steps, Math.Round(IdleConnections.Measure(idle), 1), idle, Math.Round(allocated, 4));
    }

    /// <summary>Counts thousands of bytes: their rate is one of gigabytes, and the CPU time of one has digits enough.</summary>
    private Figure Bulk(string name, bool superSegments, out double allocated)
    {
        BulkRun run = new(superSegments);
        run.Move(BulkBytes / 16);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long packets = run.Packets;
        run.Move(BulkBytes / 16);
        allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / (run.Packets - packets);
        return Rounds.Rate(name, "GB/s", rounds, () => run.Move(superSegments ? BulkBytes : BulkBytes / 4) / 1000);
    }
}
