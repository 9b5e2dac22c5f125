using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Disk;

/// <summary>One run of fio.</summary>
internal static class FioRun
{
    public const string Package = "fio";

    // What one ring or context holds; more requests are several jobs'.
    private const int MostOfOneJob = 32_768;

    // Each blocking read is a thread's.
    private const int MostThreads = 1024;

    /// <summary>Measures one engine.</summary>
    /// <exception cref="BenchFailure">fio has failed.</exception>
    public static DiskSample Measure(string program, DiskSettings settings, DiskFile file, string engine, int depth)
    {
        ProcessStartInfo start = new(program, Arguments(settings, file, engine, depth)) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Parse(output) : throw new BenchFailure($"fio ({engine}): {FirstLine(errors.Result, output)}");
    }

    /// <summary>How many threads read, or how many jobs share the requests.</summary>
    public static int Jobs(string engine, int depth) =>
        engine == "psync" ? Math.Min(depth, MostThreads) : (depth + MostOfOneJob - 1) / MostOfOneJob;

    internal static DiskSample Parse(string output)
    {
        try
        {
            // Warnings may come before it.
            using JsonDocument document = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
            JsonElement job = document.RootElement.GetProperty("jobs")[0];
            JsonElement read = job.GetProperty("read");
            JsonElement percentiles = read.GetProperty("clat_ns").GetProperty("percentile");
            double reads = read.GetProperty("total_ios").GetDouble();

            // Percents of the time of all jobs together, which is in milliseconds.
            double cpu = (job.GetProperty("usr_cpu").GetDouble() + job.GetProperty("sys_cpu").GetDouble()) / 100 * job.GetProperty("job_runtime").GetDouble();
            return new DiskSample(
                read.GetProperty("iops").GetDouble(),
                percentiles.GetProperty("50.000000").GetDouble() / 1000,
                percentiles.GetProperty("99.000000").GetDouble() / 1000,
                cpu * 1000 / reads);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or ArgumentOutOfRangeException or IndexOutOfRangeException
            or InvalidOperationException)
        {
            throw new BenchFailure($"fio's output is not understood ({failure.Message}): {FirstLine(output)}");
        }
    }

    private static IEnumerable<string> Arguments(DiskSettings settings, DiskFile file, string engine, int depth)
    {
        int jobs = Jobs(engine, depth);
        string perJob = (engine == "psync" ? 1 : depth / jobs).ToString(CultureInfo.InvariantCulture);
        return
        [
            "--name=read", $"--filename={file.Path}", "--readonly", "--rw=randread", "--direct=1", "--thread", "--group_reporting",
            $"--bs={settings.Block}", $"--size={file.Size / settings.Block * settings.Block}", $"--ioengine={engine}", $"--iodepth={perJob}",
            $"--numjobs={jobs}", "--time_based", $"--runtime={settings.Seconds}s", $"--ramp_time={(int)(DiskSettings.WarmUpSeconds * 1000)}ms",
            "--norandommap", "--randrepeat=0", "--percentile_list=50:99", "--output-format=json",
        ];
    }

    private static string FirstLine(params IEnumerable<string> texts) =>
        texts.Select(text => text.Trim().Split('\n')[0]).FirstOrDefault(line => line.Length > 0, "it says nothing");
}
