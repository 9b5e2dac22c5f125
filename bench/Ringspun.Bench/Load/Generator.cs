using System.Diagnostics;
using System.Globalization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary>A load generator that runs in a process of its own, with one thread and in the closed loop.</summary>
internal abstract class Generator(string name, int? core)
{
    /// <summary>From a program's start until its load is steady: a runtime that compiles its code needs most of it.</summary>
    protected const int LeadSeconds = 2;

    public string Name { get; } = name;

    /// <summary>What the program says of its version.</summary>
    public abstract string? Version { get; }

    /// <summary>Loads a server as fast as it answers.</summary>
    /// <param name="url">What is asked for.</param>
    /// <param name="connections">Keep-alive connections.</param>
    /// <param name="seconds">How long the CPU time is measured.</param>
    /// <exception cref="BenchFailure">A request failed, or the output is not understood.</exception>
    public abstract GeneratorRun Run(string url, int connections, int seconds);

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    protected static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    /// <summary>Runs the program to its end; it has to keep its load up for <see cref="LeadSeconds"/> more than <paramref name="seconds"/>.</summary>
    protected GeneratorOutput Start(int seconds, string program, params IEnumerable<string> arguments)
    {
        using Process process = Process.Start(Redirected(Programs.OnCore(core, program, arguments)))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        double share = 0;
        if (!process.WaitForExit(TimeSpan.FromSeconds(LeadSeconds)))
        {
            double before = CpuTime.OfThreads(process.Id);
            var clock = Stopwatch.StartNew();
            if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
            {
                share = (CpuTime.OfThreads(process.Id) - before) / clock.Elapsed.TotalSeconds;
            }
        }

        process.WaitForExit();
        if (share == 0)
        {
            throw new BenchFailure($"{Name} ended too early, with exit code {process.ExitCode}: {output.Result}{messages.Result}");
        }

        return new GeneratorOutput(output.Result, messages.Result, share);
    }
}
