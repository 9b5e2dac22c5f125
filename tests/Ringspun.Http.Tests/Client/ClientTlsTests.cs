using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ringspun.Http.Tests.Server;

namespace Ringspun.Http.Tests.Client;

/// <summary>The client engine over TLS.</summary>
public sealed class ClientTlsTests
{
    private static readonly Lazy<X509Certificate2> Certificate = new(MakeCertificate);

    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Encoded_answers_and_redirections_come_through_TLS(string driver) => Run(
        driver,
        static async peer =>
        {
            Assert.Equal(2, (await peer.ReadRequestsAsync(2)).Split("GET").Length - 1);
            byte[] body = Gzip(string.Concat(Enumerable.Repeat("hello world ", 5000)));
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n" + Encoding.Latin1.GetString(body));
            await peer.SendAsync("HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n");
            Assert.True(await peer.WaitForEndAsync());
        },
        static async (loop, secured) =>
        {
            using PreparedRequest request = PreparedRequest.Create("GET", new Uri("https://test.test/"), expected: new BodyPattern("world hello"u8));
            using var client = new HttpClientConnection<KeepLocation<DecodeBody<ExpectInBody>>>(new HttpClientOptions { PipelineDepth = 2 });
            client.Attach(secured);
            client.Ask(request, loop.ReadClock() + 30_000_000_000);
            client.Ask(request, loop.ReadClock() + 30_000_000_000);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((true, 200, true), (exchange.IsComplete, exchange.Status, exchange.IsReusable));
            Assert.Equal(DecodeOutcome.Complete, client.Sink.Inner.Complete());
            Assert.True(client.Sink.Inner.Inner.IsMet);
            exchange = await client.ReadAsync();
            Assert.Equal((true, 302), (exchange.IsComplete, exchange.Status));
            Assert.Equal("https://test.test/else", client.Sink.Resolve(new Uri("https://test.test/"))?.ToString());
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_deadline_holds_over_TLS(string driver) => Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
            _ = await peer.WaitForEndAsync();
        },
        static async (loop, secured) =>
        {
            using PreparedRequest request = PreparedRequest.Create("GET", new Uri("https://test.test/"));
            using var client = new HttpClientConnection<IgnoreBody>();
            client.Attach(secured);
            client.Ask(request, loop.ReadClock() + 300_000_000);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal(HttpFailureKind.Timeout, exchange.Failure.Kind);
            Assert.False(client.IsOpen);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void An_end_in_the_middle_is_a_failed_read(string driver) => Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
        },
        static async (loop, secured) =>
        {
            using PreparedRequest request = PreparedRequest.Create("GET", new Uri("https://test.test/"));
            using var client = new HttpClientConnection<IgnoreBody>();
            client.Attach(secured);
            client.Ask(request, loop.ReadClock() + 30_000_000_000);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((HttpFailureKind.Read, 3), (exchange.Failure.Kind, exchange.BodyBytes));
        });

    private static void Run(string driver, Func<ScriptedPeer, Fiber> script, Func<EventLoop, IConnection, Fiber> test) =>
        Drivers.Run(driver, 1, null, null, async (loop, network) =>
        {
            using IBinding binding = network.Bind(Drivers.AnyPort);
            using IListener listener = binding.Listen(loop);
            FiberHandle server = loop.Spawn(
                static async work =>
                {
                    var options = new SslServerAuthenticationOptions { ServerCertificate = Certificate.Value };
                    using var peer = new ScriptedPeer(await TlsConnection.AuthenticateAsServerAsync(await work.listener.AcceptAsync(), options), work.loop);
                    await work.script(peer);
                },
                (listener, script, loop));
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.Add(Certificate.Value);
            var options = new SslClientAuthenticationOptions { TargetHost = "test.test", CertificateChainPolicy = trust };
            await test(loop, await TlsConnection.AuthenticateAsClientAsync(await network.ConnectAsync(listener.LocalEndPoint), options));
            await server;
        });

    private static byte[] Gzip(string text)
    {
        using var encoded = new MemoryStream();
        using (var gzip = new GZipStream(encoded, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.Latin1.GetBytes(text));
        }

        return encoded.ToArray();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("test.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10));
    }
}
