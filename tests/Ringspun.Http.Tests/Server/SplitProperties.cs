using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Server;

/// <summary>What a client gets does not depend on how the network cuts the stream.</summary>
public sealed partial class SplitProperties
{
    private static readonly string[] Requests =
    [
        "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n",
        "GET /none HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET ",
        "GET /dir HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\n\r\n\r\r\n0\r\nT: v\r\n\r\n",
        "POST /dir/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "\r\nGET /hello.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=1-3\r\n\r\n",
        "GET /hello.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET /hello.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /hello.txt HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /hello.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ];

    private static Gen<(int[] Requests, int LargestPiece, int Seed)> Cases { get; } =
        from requests in Gen.Choose(0, Requests.Length - 1).ArrayOf()
        from largestPiece in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue)
        select (requests, largestPiece, seed);

    [Fact]
    public void Responses_do_not_depend_on_how_requests_are_cut() => Property.Holds(
        Cases.ToArbitrary(),
        static input =>
        {
            (int[] requests, int largestPiece, int seed) = input;
            string stream = string.Concat(requests.Select(static i => Requests[i])) + "GET / HTTP/1.0\r\n\r\n";
            Assert.Equal(Receive(stream, 100_000, 0, 1), Receive(stream, largestPiece, seed, largestPiece));
        },
        60);

    private static string Receive(string stream, int largestPiece, int seed, int chunkSize)
    {
        string received = "";
        Site.Run(
            Drivers.Simulated,
            async site =>
            {
                // The cache is warm or not by chance in the one and the other: a difference between the two ways would show.
                if (seed % 2 == 0)
                {
                    _ = await site.GetAsync("/hello.txt");
                }

                using Client client = await site.ConnectAsync();
                FiberHandle sender = site.Loop.Spawn(static work => SendAsync(work.client, work.stream), (client, stream));
                received = DateField().Replace(Encoding.Latin1.GetString(await client.ReadToEndAsync()), "");
                await sender;
            },
            network: new SimulatedNetworkOptions { LargestPiece = largestPiece, ChunkSize = Math.Max(chunkSize, 16) },
            seed: seed);
        return received;
    }

    private static async Fiber SendAsync(Client client, string stream)
    {
        try
        {
            await client.SendAsync(stream);
        }
        catch (Linux.LinuxException)
        {
            // The server has closed before all was sent, as it may after the last request.
        }
    }

    [GeneratedRegex("Date: [^\r]*|Last-Modified: [^\r]*|ETag: [^\r]*")]
    private static partial Regex DateField();
}
