using System.Diagnostics;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Measuring;

/// <summary>Repeats a measurement inside this process.</summary>
internal static class Rounds
{
    /// <summary>Measures how often something happens in a second.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="unit">The unit of a million a second.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="round">One round; returns how often it happened.</param>
    public static Figure Rate(string name, string unit, int rounds, Func<long> round) => Measure(
        name, unit, rounds, round, static (count, seconds) => count / seconds / 1e6);

    /// <summary>Measures how long something takes.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="round">One round; returns how often it was done.</param>
    /// <param name="prepare">Done before each round, and not measured.</param>
    public static Figure Duration(string name, int rounds, Func<long> round, Action? prepare = null) => Measure(
        name, "ns", rounds, round, static (count, seconds) => seconds * 1e9 / count, prepare);

    private static Figure Measure(
        string name, string unit, int rounds, Func<long> round, Func<long, double, double> value, Action? prepare = null)
    {
        // The first, while the JIT still works, does not count.
        prepare?.Invoke();
        round();
        List<double> values = [];
        List<double> cpu = [];
        for (int i = 0; i < rounds; i++)
        {
            prepare?.Invoke();
            TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            long count = round();
            values.Add(Math.Round(value(count, clock.Elapsed.TotalSeconds), 2));
            cpu.Add((Environment.CpuUsage.TotalTime - cpuBefore).TotalNanoseconds / count);
        }

        Console.Error.WriteLine($"{name}: {string.Join(' ', values)} {unit}; {Median.Of(cpu):F2} ns of CPU each");
        return new Figure(name, Median.Of(values), unit, values, Math.Round(Median.Of(cpu), 2));
    }
}
