// Runs the examples of docs/fibers.md, in virtual time: dotnet run --project samples/Fibers [name]
using Ringspun.Samples.Fibers;

foreach ((string name, Action run) in Examples.All.Where(entry => args.Length == 0 || args.Contains(entry.Name)))
{
    Console.WriteLine($"== {name}");
    run();
}
