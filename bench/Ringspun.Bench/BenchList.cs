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
