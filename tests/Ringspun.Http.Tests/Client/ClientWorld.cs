using System.Net;
using System.Text;
using Ringspun.Http.Tests.Server;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Client;

/// <summary>A client and a server that follows a script, on one loop.</summary>
internal sealed class ClientWorld : IDisposable
{
    private readonly List<PreparedRequest> _requests = [];

    private ClientWorld(EventLoop loop, INetwork network, IBinding binding)
    {
        Loop = loop;
        Network = network;
        Address = binding.LocalEndPoint;
        Get = Prepare("GET");
        Head = Prepare("HEAD");
    }

    public EventLoop Loop { get; }

    public INetwork Network { get; }

    public EndPoint Address { get; }

    public PreparedRequest Get { get; }

    public PreparedRequest Head { get; }

    /// <summary>Runs a server script for the first connection, and a test against it; then waits for both.</summary>
    public static void Run(
        string driver, Func<ScriptedPeer, Fiber> script, Func<ClientWorld, Fiber> test, SimulatedNetworkOptions? network = null, int seed = 1) =>
        Drivers.Run(driver, seed, null, network, async (loop, connected) =>
        {
            using IBinding binding = connected.Bind(Drivers.AnyPort);
            using IListener listener = binding.Listen(loop);
            using var world = new ClientWorld(loop, connected, binding);
            FiberHandle server = loop.Spawn(
                static async work =>
                {
                    using var peer = new ScriptedPeer(await work.listener.AcceptAsync(), work.loop);
                    await work.script(peer);
                },
                (listener, script, loop));
            await test(world);
            await server;
        });

    public PreparedRequest Prepare(string method, string target = "/", byte[]? body = null, BodyPattern? expected = null, string? connection = null)
    {
        KeyValuePair<string, string>[] fields = connection is null ? [] : [new("Connection", connection)];
        PreparedRequest request = PreparedRequest.Create(method, "test", target, fields, body, expected);
        _requests.Add(request);
        return request;
    }

    public Fiber<HttpClientConnection<RecordingSink>> ConnectAsync(int depth = 1, HttpClientOptions? options = null) =>
        ConnectAsync<RecordingSink>(depth, options);

    public async Fiber<HttpClientConnection<TSink>> ConnectAsync<TSink>(int depth = 1, HttpClientOptions? options = null)
        where TSink : struct, IResponseSink
    {
        var client = new HttpClientConnection<TSink>((options ?? new HttpClientOptions()) with { PipelineDepth = depth });
        Assert.Equal(default, await client.ConnectAsync(Network, Address, After(5000)));
        return client;
    }

    /// <summary>A time by the loop's clock.</summary>
    public long After(int milliseconds) => Loop.ReadClock() + (milliseconds * 1_000_000L);

    public void Dispose() => _requests.ForEach(static request => request.Dispose());

    /// <summary>A response with a length.</summary>
    public static string Ok(string body, string fields = "") => $"HTTP/1.1 200 OK\r\n{fields}Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}";
}
