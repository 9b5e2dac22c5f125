// Returns to every client what it has sent, a fiber per connection: dotnet run -c Release --project samples/Echo, then nc 127.0.0.1 6666
using System.Net;
using Ringspun;
using Ringspun.Linux;

using IBinding binding = new KernelNetwork().Bind(new IPEndPoint(IPAddress.Loopback, 6666));
using Runtime runtime = Runtime.Start(Environment.ProcessorCount);
foreach (EventLoop loop in runtime.Loops)
{
    loop.SpawnDetached(Listen, (loop, binding));
}

Console.WriteLine($"echoing on {binding.LocalEndPoint} by {runtime.Loops[0].Driver.Name}; Enter ends it");
Console.ReadLine();

static async Fiber Listen((EventLoop Loop, IBinding Binding) at)
{
    using IListener listener = at.Binding.Listen(at.Loop);
    while (true)
    {
        at.Loop.SpawnDetached(Echo, await listener.AcceptAsync());
    }
}

static async Fiber Echo(IConnection connection)
{
    using (connection)
    {
        while (await connection.LeaseAsync() is { IsEmpty: false } bytes)
        {
            using (bytes)
            {
                await connection.SendAsync(bytes);
            }
        }
    }
}
