using System.Globalization;

namespace Ringspun.Bench.Measuring;

/// <summary>The CPU time that a process and its descendants have used, all threads and the kernel's work for them included.</summary>
internal static class CpuTime
{
    // Times in /proc are in ticks of USER_HZ, which is 100 on x64 and arm64 whatever the kernel's own frequency.
    private const double TicksPerSecond = 100;
    private const int ParentField = 1;
    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;

    /// <summary>Seconds since the processes began. The kernel scales the ticks to the exact run time of the scheduler.</summary>
    public static double Of(int process)
    {
        Dictionary<int, string[]> all = Processes();
        HashSet<int> tree = [process];
        bool grown;
        do
        {
            grown = false;
            foreach ((int id, string[] fields) in all)
            {
                grown |= tree.Contains(int.Parse(fields[ParentField], CultureInfo.InvariantCulture)) && tree.Add(id);
            }
        }
        while (grown);

        return tree.Where(all.ContainsKey).Sum(id => Ticks(all[id])) / TicksPerSecond;
    }

    /// <summary>
    /// Seconds that the threads of a process have run, by the scheduler's count of nanoseconds; a thread that has ended is not in it. See
    /// Documentation/scheduler/sched-stats.rst of the kernel.
    /// </summary>
    public static double OfThreads(int process)
    {
        double nanoseconds = 0;
        foreach (string thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            string statistics = Path.Combine(thread, "schedstat");
            if (!File.Exists(statistics))
            {
                // A kernel without CONFIG_SCHED_INFO.
                return Of(process);
            }

            nanoseconds += double.Parse(File.ReadAllText(statistics).Split(' ')[0], CultureInfo.InvariantCulture);
        }

        return nanoseconds / 1e9;
    }

    private static double Ticks(string[] fields) =>
        double.Parse(fields[UserTimeField], CultureInfo.InvariantCulture) + double.Parse(fields[SystemTimeField], CultureInfo.InvariantCulture);

    /// <summary>The fields of every process's stat file, from its state on: the name before it may hold anything.</summary>
    private static Dictionary<int, string[]> Processes()
    {
        Dictionary<int, string[]> all = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            try
            {
                string stat = File.ReadAllText(Path.Combine(directory, "stat"));
                all[id] = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It has ended since the directory was listed.
            }
        }

        return all;
    }
}
