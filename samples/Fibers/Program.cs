// Runs the examples of docs/fibers.md, in virtual time: dotnet run --project samples/Fibers [name]
using Ringspun.Samples.Fibers;

foreach ((string name, Func<Ringspun.Fiber> example) in Examples.All.Where(entry => args.Length == 0 || args.Contains(entry.Name)))
{
    Console.WriteLine($"== {name}");
    Examples.Run(example);
}
