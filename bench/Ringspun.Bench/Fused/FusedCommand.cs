using System.CommandLine;
using Ringspun.Bench.Disk;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Fused;

/// <summary>
/// <c>bench/run fused</c>: a loop with a load on both of its sides, for docs/fused-loop.md. With <c>--seconds</c> it measures the turns; without, it does what
/// <c>bench/system-calls</c> counts the system calls of.
/// </summary>
internal static class FusedCommand
{
    public static Command Create()
    {
        Option<string> driver = new("--driver") { DefaultValueFactory = _ => "epoll" };
        driver.AcceptOnlyFromAmong("epoll", "io_uring");
        Option<int> connections = Options.Count("--connections", "Pairs of connections that pass a message to and fro.", 64, atLeast: 0);
        Option<int> messages = Options.Count("--messages", "Messages that they exchange.", 10_000, atLeast: 0);
        Option<int> depth = Options.Count("--depth", "Fibers that read a file past the page cache.", 64, atLeast: 0);
        Option<int> reads = Options.Count("--reads", "Blocks that they read.", 10_000, atLeast: 0);
        Option<int> seconds = Options.Count("--seconds", "Measures the turns for so long instead.", 0, atLeast: 0);
        Option<string?> file = new("--file");
        Command command = new("fused", "Loads both sides of a loop.") { driver, connections, messages, depth, reads, seconds, file };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            FusedSettings settings = new(
                parsed.GetRequiredValue(driver), parsed.GetValue(connections), parsed.GetValue(messages), parsed.GetValue(depth), parsed.GetValue(reads),
                parsed.GetValue(seconds));
            using DiskFile? read = settings.Depth > 0 ? DiskFile.Prepare(parsed.GetValue(file), 4096) : null;
            if (settings.Seconds > 0)
            {
                FusedRun.MeasureTurns(settings, read);
            }
            else
            {
                FusedRun.Count(settings, read);
            }
        });
        return command;
    }
}
