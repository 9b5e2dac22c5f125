using System.Net.Security;
using System.Security.Authentication;

namespace Ringspun.Tests.Network.Tls;

/// <summary>Handshakes that fail: each has its name, and closes its connection.</summary>
public sealed class TlsFailureTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_certificate_for_another_name(string driver) => World.Run(driver, static async world =>
    {
        SslClientAuthenticationOptions options = TlsWorld.ClientOptions();
        options.TargetHost = "other.test";
        TlsException failure = await world.FailWith(static far => TlsWorld.Serve(far, TlsWorld.ServerOptions()), options);
        Assert.Equal(TlsFailureKind.CertificateNameMismatch, failure.Kind);
        Assert.Contains("not for 'other.test' but for 'example.test', '127.0.0.1'", failure.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_certificate_of_an_unknown_root(string driver) => World.Run(driver, static async world =>
    {
        var options = new SslClientAuthenticationOptions { TargetHost = TlsWorld.Host };
        TlsException failure = await world.FailWith(static far => TlsWorld.Serve(far, TlsWorld.ServerOptions()), options);
        Assert.Equal(TlsFailureKind.CertificateUntrusted, failure.Kind);
        Assert.Contains("CN=Ringspun test root", failure.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_certificate_that_has_expired(string driver) => World.Run(driver, static async world =>
    {
        TlsException failure = await world.FailWith(static far => TlsWorld.Serve(far, TlsWorld.ServerOptions(TestCertificates.Expired)));
        Assert.Equal(TlsFailureKind.CertificateExpired, failure.Kind);
        Assert.Contains("expired on 2", failure.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void The_callers_own_check(string driver) => World.Run(driver, static async world =>
    {
        SslClientAuthenticationOptions options = TlsWorld.ClientOptions();
        options.RemoteCertificateValidationCallback = static (_, _, _, _) => false;
        TlsException failure = await world.FailWith(static far => TlsWorld.Serve(far, TlsWorld.ServerOptions()), options);
        Assert.Equal(TlsFailureKind.CertificateInvalid, failure.Kind);

        // And one that takes what else would be refused.
        options.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors == SslPolicyErrors.RemoteCertificateNameMismatch;
        options.TargetHost = "other.test";
        (TlsConnection client, SslStream server) = await world.Secure(options);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_peer_that_does_not_speak_TLS(string driver) => World.Run(driver, static async world =>
    {
        TlsException failure = await world.FailWith(static async far =>
        {
            _ = await far.ReceiveAsync(new byte[10]);
            await far.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());

            // Closed over what it has not read, it would reset the connection, and the reset may be there before the answer.
            far.ShutdownSend();
            await TlsWorld.Drain(far);
        });
        Assert.Equal(TlsFailureKind.NotTls, failure.Kind);
        Assert.Contains("does not speak TLS", failure.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_peer_that_closes_or_resets(string driver) => World.Run(driver, static async world =>
    {
        TlsException failure = await world.FailWith(static async far =>
        {
            _ = await far.ReceiveAsync(new byte[4096]);
            far.ShutdownSend();
            await TlsWorld.Drain(far);
        });
        Assert.Equal(TlsFailureKind.Closed, failure.Kind);
        Assert.Contains("the peer has closed", failure.Message, StringComparison.Ordinal);

        failure = await world.FailWith(static async far =>
        {
            _ = await far.ReceiveAsync(new byte[10]);
            far.Abort();
        });
        Assert.Equal(TlsFailureKind.Closed, failure.Kind);
        Assert.Contains("ECONNRESET", failure.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_peer_that_is_silent(string driver) => World.Run(driver, static async world =>
    {
        TlsException failure = await world.FailWith(TlsWorld.Drain, deadline: world.In(200));
        Assert.Equal(TlsFailureKind.Timeout, failure.Kind);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_handshake_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        (IConnection near, IConnection far) = await world.Connect();
        using (far)
        {
            using var cancel = new CancellationTokenSource();
            FiberHandle<TlsConnection> handshake = world.Loop.Spawn(
                static of => TlsConnection.AuthenticateAsClientAsync(of.near, TlsWorld.ClientOptions(), cancel: of.Token), (near, cancel.Token));
            await world.Settle();
            cancel.Cancel();
            OperationCanceledException exception = await Expect.Throws<OperationCanceledException>(async () => await handshake);
            Assert.Equal(cancel.Token, exception.CancellationToken);
            Assert.Throws<ObjectDisposedException>(() => near.LeaseAsync());
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_peer_that_refuses_the_version(string driver) => World.Run(driver, static async world =>
    {
        TlsException failure = await world.FailWith(
            static far =>
            {
                SslServerAuthenticationOptions options = TlsWorld.ServerOptions();
                options.EnabledSslProtocols = SslProtocols.Tls13;
                return TlsWorld.Serve(far, options);
            },
            TlsWorld.ClientOptions(SslProtocols.Tls12));
        Assert.Equal(TlsFailureKind.Refused, failure.Kind);
        Assert.Contains("protocol_version", failure.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_server_that_wants_a_certificate(string driver) => World.Run(driver, static async world =>
    {
        // The server's end is ours here: it is the one who knows.
        (IConnection near, IConnection far) = await world.Connect();
        FiberHandle serving = world.Loop.Spawn(
            static async far =>
            {
                SslServerAuthenticationOptions options = TlsWorld.ServerOptions();
                options.ClientCertificateRequired = true;
                TlsException failure = await Expect.Throws<TlsException>(async () =>
                    (await TlsConnection.AuthenticateAsServerAsync(far, options)).Dispose());
                Assert.Equal(TlsFailureKind.CertificateMissing, failure.Kind);
            },
            far);
        try
        {
            using TlsConnection client = await TlsConnection.AuthenticateAsClientAsync(near, TlsWorld.ClientOptions(SslProtocols.Tls12));
            _ = await client.ReceiveAsync(new byte[1]);
        }
        catch (Exception exception) when (exception is TlsException or LinuxException)
        {
            // Refused sooner or later.
        }

        await serving;
    });
}
