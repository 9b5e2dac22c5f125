using System.Diagnostics;
using System.Net.Security;
using System.Reflection;

namespace Ringspun.Tests.Network.Tls;

/// <summary>What secured connections cost: no work on the thread pool, and hardly any memory.</summary>
[Collection(nameof(MemorySensitive))]
public sealed class TlsCostTests
{
    private const int Handshakes = 100;
    private const int Requests = 2000;
    private const int AnswerLength = 4096;

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Everything_stays_on_the_loop(string driver) => World.Run(driver, static async world =>
    {
        long before = ThreadPool.CompletedWorkItemCount;
        for (int i = 0; i < Handshakes; i++)
        {
            (TlsConnection client, TlsConnection server) = await world.SecureBoth();
            await Ask(client, server, Requests / Handshakes);
            client.Dispose();
            server.Dispose();
        }

        // The test framework's own work and the runtime's, whatever it is, is not per handshake, let alone per request.
        Assert.InRange(ThreadPool.CompletedWorkItemCount - before, 0, Handshakes / 2);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void An_answer_allocates_next_to_nothing(string driver) => World.Run(driver, static async world =>
    {
        (TlsConnection client, TlsConnection server) = await world.SecureBoth();
        var clock = Stopwatch.StartNew();
        long perAnswer;
        do
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            await Ask(client, server, Requests);
            perAnswer = (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;
        }
        while (perAnswer > MostBytesPerAnswer && clock.Elapsed < TimeSpan.FromSeconds(20));

        LoopThread.Output?.WriteLine($"{perAnswer} bytes for a request and an answer of {AnswerLength} bytes, both ends");
        Assert.InRange(perAnswer, 0, MostBytesPerAnswer);
        client.Dispose();
        server.Dispose();
    });

    // What the platform's own stream allocates, at both ends together.
    private const long MostBytesPerAnswer = 1024;

    [Theory, InlineData(typeof(SslClientAuthenticationOptions)), InlineData(typeof(SslServerAuthenticationOptions))]
    public void Copies_of_options_leave_nothing_out(Type type)
    {
        // A property that a newer platform adds would be lost silently.
        string source = File.ReadAllText(Path.Combine(Repository.Root, "src/Ringspun/Network/Tls/TlsOptions.cs"));
        IEnumerable<string> missing = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.CanWrite)
            .Select(static property => property.Name)
            .Where(name => !source.Contains($"{name} = ", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    private static async Fiber Ask(TlsConnection client, TlsConnection server, int count)
    {
        FiberHandle serving = EventLoop.Current!.Spawn(
            static async work =>
            {
                Chunk answer = NativeChunk.Allocate(AnswerLength);
                for (int i = 0; i < work.count; i++)
                {
                    using Chunk request = await work.server.LeaseAsync();
                    _ = await work.server.SendAsync(answer);
                }

                answer.Release();
            },
            (server, count));
        Chunk request = NativeChunk.Allocate(100);
        for (int i = 0; i < count; i++)
        {
            _ = await client.SendAsync(request);
            for (int received = 0; received < AnswerLength;)
            {
                using Chunk chunk = await client.LeaseAsync();
                Assert.False(chunk.IsEmpty);
                received += chunk.Length;
            }
        }

        request.Release();
        await serving;
    }
}
