using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ringspun.Tests.Network.Tls;

/// <summary>What secured connections carry, and that they keep the promises of connections.</summary>
public sealed class TlsTransferTests
{
    public static TheoryData<string, SslProtocols> Versions
    {
        get
        {
            var data = new TheoryData<string, SslProtocols>();
            foreach (TheoryDataRow<string> driver in Drivers.All)
            {
                data.Add(driver.Data, SslProtocols.Tls12);
                data.Add(driver.Data, SslProtocols.Tls13);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void Both_ends_prove_themselves_and_name_the_host(string driver, SslProtocols version) => World.Run(driver, async world =>
    {
        string? asked = null;
        X509Certificate? shown = null;
        SslServerAuthenticationOptions server = TlsWorld.ServerOptions();
        server.ClientCertificateRequired = true;
        server.CertificateChainPolicy = TestCertificates.Trust;
        server.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            shown = certificate;
            return errors == SslPolicyErrors.None;
        };
        server.ApplicationProtocols = [SslApplicationProtocol.Http11];
        SslStreamCertificateContext context = server.ServerCertificateContext!;
        server.ServerCertificateContext = null;
        server.ServerCertificateSelectionCallback = (_, name) =>
        {
            asked = name;
            return context.TargetCertificate;
        };
        SslClientAuthenticationOptions client = TlsWorld.ClientOptions(version);
        client.ClientCertificateContext = SslStreamCertificateContext.Create(TestCertificates.Client, null, offline: true);
        client.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        (TlsConnection near, SslStream far) = await world.Secure(client, server);
        using (near)
        using (far)
        {
            Assert.Equal(version, near.Protocol);
            Assert.Equal(SslApplicationProtocol.Http11, near.ApplicationProtocol);
            Assert.Equal(TestCertificates.Server.GetCertHashString(), near.RemoteCertificate!.GetCertHashString());
            Assert.Equal(TlsWorld.Host, asked);
            Assert.Equal(TestCertificates.Client.GetCertHashString(), shown!.GetCertHashString());
            Assert.NotEqual(default, near.CipherSuite);
            Assert.NotNull(near.LocalEndPoint);
        }
    });

    [Theory, MemberData(nameof(Versions))]
    public void Bytes_go_both_ways_at_once(string driver, SslProtocols version) => World.Run(driver, async world =>
    {
        (TlsConnection client, SslStream server) = await world.Secure(TlsWorld.ClientOptions(version));
        byte[] up = Bytes.Random(300_000, 1);
        byte[] down = Bytes.Random(300_000, 2);
        var arrived = new byte[up.Length];
        Task reading = server.ReadExactlyAsync(arrived).AsTask();
        Task writing = server.WriteAsync(down).AsTask();
        FiberHandle sending = world.Loop.Spawn(
            static async of => Assert.Equal(of.up.Length, await of.client.SendAsync(of.up)), (client, up));
        Assert.Equal(down, await client.ReceiveExactly(down.Length));
        await sending;
        await reading;
        await writing;
        Assert.Equal(up, arrived);

        // The end, in both directions.
        client.ShutdownSend();
        Assert.Equal(0, await server.ReadAsync(new byte[1]));
        await server.ShutdownAsync();
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
        Assert.False(client.IsTruncated);
        Assert.True((await client.LeaseAsync()).IsEmpty);
        await Expect.Fails(client.SendAsync(new byte[1]), Errno.EPIPE);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Chunks_of_all_sizes_arrive_in_order(string driver) => World.Run(driver, static async world =>
    {
        (TlsConnection client, SslStream server) = await world.Secure();
        int[] sizes = [1, 0, 100, 16_384, 5, 20_000, 16_000, 1000, 0, 40_000, 3];
        byte[] bytes = Bytes.Random(sizes.Sum(), 3);
        var chunks = new Chunk[sizes.Length];
        int at = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            chunks[i] = NativeChunk.Allocate(sizes[i]);
            bytes.AsSpan(at, sizes[i]).CopyTo(chunks[i].Span);
            at += sizes[i];
        }

        var arrived = new byte[bytes.Length];
        Task reading = server.ReadExactlyAsync(arrived).AsTask();
        Assert.Equal(bytes.Length, await client.SendAsync(chunks));
        await reading;
        Assert.Equal(bytes, arrived);

        Chunk last = chunks[^2];
        reading = server.ReadExactlyAsync(arrived.AsMemory(0, last.Length)).AsTask();
        IoOperation<int> send = client.SendAsync(last);
        Assert.Equal(last.Length, await send);
        await reading;
        Assert.Equal(last.Span, arrived.AsSpan(0, last.Length));
        Assert.Equal(0, await client.SendAsync(ReadOnlyMemory<byte>.Empty));
        Array.ForEach(chunks, static chunk => chunk.Release());
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Leases_bring_what_has_come_and_the_end(string driver) => World.Run(driver, static async world =>
    {
        (TlsConnection client, TlsConnection server) = await world.SecureBoth();
        byte[] bytes = Bytes.Random(50_000, 4);
        FiberHandle sending = world.Loop.Spawn(
            static async of =>
            {
                await of.server.SendAsync(of.bytes);
                of.server.Dispose();
            },
            (server, bytes));
        var arrived = new List<byte>();
        while (true)
        {
            using Chunk chunk = await client.LeaseAsync();
            if (chunk.IsEmpty)
            {
                break;
            }

            arrived.AddRange(chunk.Span);
        }

        await sending;
        Assert.Equal(bytes, arrived);

        // Closing says so, too.
        Assert.False(client.IsTruncated);
        client.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_deadline_and_a_cancellation_lose_nothing(string driver) => World.Run(driver, static async world =>
    {
        (TlsConnection client, SslStream server) = await world.Secure();
        client.ReceiveDeadline = world.In(20);
        await Expect.Fails(client.ReceiveAsync(new byte[10]), Errno.ETIMEDOUT);
        client.ReceiveDeadline = world.In(20);
        await Expect.Fails(client.LeaseAsync(), Errno.ETIMEDOUT);
        client.ReceiveDeadline = long.MaxValue;
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<int> receive = client.ReceiveAsync(new byte[10], cancel.Token);
            Assert.Throws<InvalidOperationException>(() => client.LeaseAsync());
            await world.Settle();
            cancel.Cancel();
            OperationCanceledException exception = await Expect.Throws<OperationCanceledException, int>(receive);
            Assert.Equal(cancel.Token, exception.CancellationToken);
        }

        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<Chunk> lease = client.LeaseAsync(cancel.Token);
            await world.Settle();
            cancel.Cancel();
            await Expect.Canceled(lease);
        }

        await server.WriteAsync("all of it"u8.ToArray());
        Assert.Equal("all of it"u8.ToArray(), await client.ReceiveExactly(9));
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_peer_that_takes_nothing_stalls_the_send(string driver) => World.Run(driver, static async world =>
    {
        (TlsConnection client, SslStream server) = await world.Secure();
        client.SendStallTimeout = TimeSpan.FromMilliseconds(100);
        await Expect.Fails(client.SendAsync(new byte[64 * 1024 * 1024]), Errno.ETIMEDOUT);

        // A record may have been cut.
        await Expect.Fails(client.SendAsync(new byte[1]), Errno.EPIPE);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_send_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        (TlsConnection client, SslStream server) = await world.Secure();
        using var cancel = new CancellationTokenSource();
        IoOperation<int> send = client.SendAsync(new byte[64 * 1024 * 1024], cancel.Token);
        Assert.Throws<InvalidOperationException>(client.ShutdownSend);
        await world.Settle();
        cancel.Cancel();
        await Expect.Canceled(send);
        await Expect.Fails(client.SendAsync(new byte[1]), Errno.EPIPE);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Closing_ends_what_is_under_way(string driver) => World.Run(driver, static async world =>
    {
        foreach (bool aborts in (bool[])[false, true])
        {
            (TlsConnection client, SslStream server) = await world.Secure();
            IoOperation<Chunk> lease = client.LeaseAsync();
            IoOperation<int> send = client.SendAsync(new byte[64 * 1024 * 1024]);
            await world.Settle();
            if (aborts)
            {
                client.Abort();
            }
            else
            {
                client.Dispose();
            }

            client.Dispose();
            await Expect.Disposed(lease);
            await Expect.Disposed(send);
            Assert.Throws<ObjectDisposedException>(() => client.LeaseAsync());
            Assert.Throws<ObjectDisposedException>(() => client.SendAsync(new byte[1]));
            Assert.Throws<ObjectDisposedException>(client.ShutdownSend);
            server.Dispose();
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_end_without_notice_is_told_from_one_with(string driver) => World.Run(driver, static async world =>
    {
        (IConnection near, IConnection far) = await world.Connect();
        var stream = new SslStream(new ConnectionStream(far));
        Task serving = stream.AuthenticateAsServerAsync(TlsWorld.ServerOptions());
        using TlsConnection client = await TlsConnection.AuthenticateAsClientAsync(near, TlsWorld.ClientOptions());
        await serving;
        await stream.WriteAsync("cut"u8.ToArray());
        far.ShutdownSend();
        Assert.Equal("cut"u8.ToArray(), await client.ReceiveToEnd());
        Assert.True(client.IsTruncated);
        await stream.DisposeAsync();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void What_is_no_record_is_a_protocol_error(string driver) => World.Run(driver, static async world =>
    {
        (IConnection near, IConnection far) = await world.Connect();
        var stream = new SslStream(new ConnectionStream(far));
        Task serving = stream.AuthenticateAsServerAsync(TlsWorld.ServerOptions());
        using TlsConnection client = await TlsConnection.AuthenticateAsClientAsync(near, TlsWorld.ClientOptions());
        await serving;

        // A record's head, and a body that nobody has encrypted.
        byte[] forged = [23, 3, 3, 0, 40, .. Bytes.Random(40, 5)];
        await far.SendAsync(forged);
        LinuxException refused = await Expect.Throws<LinuxException, Chunk>(client.LeaseAsync());
        Assert.Equal(Errno.EPROTO, refused.Errno);
        Assert.Contains("TLS", refused.Message, StringComparison.Ordinal);
        await stream.DisposeAsync();
    });
}
