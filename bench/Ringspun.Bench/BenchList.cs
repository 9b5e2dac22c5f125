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
        ("load", "loading one nginx with one thread: requests per second and CPU time per request, against wrk and h2load; holding a rate; a server that stands still"),
        ("echo", "messages to and fro on 64 to 10,000 connections: CPU time for a round trip, against servers in C and .NET's sockets; memory of idle ones"),
        ("idle", "thousands of idle connections: memory for each, system calls, and what they cost the busy ones"),
        ("stm", "moving money by transactions on one loop and on two: transfers per second and conflicts, against locks; and one transaction alone"),
        ("pipes", "pairs of fibers exchanging messages through small pipes beside 100,000 idle ones, against threads and a state machine in C"),
        ("ports", "completion ports: CPU time for an event when some of many registered descriptors are ready, against epoll in C"),
        ("disk", "random direct reads of a large file by 1 to 65,536 fibers, against fio and RandomAccess.ReadAsync"),
        ("sync", "mutexes and channels of fibers, against System.Threading's, and posts between loops: times, throughput, wake-ups"),
        ("tcp", "the user-level TCP/IP stack over TUN and packet sockets, against the kernel's TCP: bulk, HTTP, connections, latency, memory; or two stacks in memory"),
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
