using System.CommandLine;

namespace Ringspun.Bench;

/// <summary><c>bench/run list</c>.</summary>
internal static class BenchList
{
    private static readonly (string Name, string Measures)[] Entries =
    [
        ("fibers", "memory of suspended fibers, spawning and joining, timers, against tasks and threads"),
        ("switch", "switches between yielding fibers, by policy, against tasks"),
        ("http", "serving one hot file over keep-alive connections: requests per second and CPU time per request, against nginx"),
        ("idle", "thousands of idle connections: memory for each, system calls, and what they cost the busy ones"),
        ("stm", "moving money by transactions on one loop and on two: transfers per second and conflicts, against locks; and one transaction alone"),
        ("sync", "mutexes and channels of fibers, against System.Threading's, and posts between loops: times, throughput, wake-ups"),
        ("tcp", "the user-level TCP/IP stack between two stacks in memory: bulk, small requests, memory of idle connections"),
    ];

    public static Command Create()
    {
        Command command = new("list", "Tells what each measurement measures.");
        command.SetAction(parsed =>
        {
            foreach ((string name, string measures) in Entries)
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{name,-8} {measures}");
            }
        });
        return command;
    }
}
