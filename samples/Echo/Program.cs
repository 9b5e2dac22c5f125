// Returns to every client what it has sent, a fiber per connection: dotnet run -c Release --project samples/Echo, then nc 127.0.0.1 6666
using System.Net;
using Ringspun;
using Ringspun.Linux;

using EventLoop loop = new(IoUringDriver.Create());
using IBinding binding = new KernelNetwork().Bind(new IPEndPoint(IPAddress.Loopback, 6666));
Console.WriteLine($"echoing on {binding.LocalEndPoint}");
loop.RunUntil(async () =>
{
    using IListener listener = binding.Listen(loop);
    while (true)
    {
        loop.SpawnDetached(Echo, await listener.AcceptAsync());
    }
});

static async Fiber Echo(IConnection connection)
{
    using (connection)
    {
        while (true)
        {
            using Chunk bytes = await connection.LeaseAsync();
            if (bytes.IsEmpty)
            {
                return;
            }

            await connection.SendAsync(bytes);
        }
    }
}
