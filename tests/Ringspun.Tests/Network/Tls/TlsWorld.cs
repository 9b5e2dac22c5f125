using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ringspun.Tests.Network.Tls;

/// <summary>Secured connections for tests: the client's end is Ringspun's, the server's .NET's own stream, on the same loop.</summary>
internal static class TlsWorld
{
    public const string Host = "example.test";

    public static SslClientAuthenticationOptions ClientOptions(SslProtocols protocol = SslProtocols.None) => new()
    {
        TargetHost = Host,
        EnabledSslProtocols = protocol,
        CertificateChainPolicy = TestCertificates.Trust,
    };

    public static SslServerAuthenticationOptions ServerOptions(X509Certificate2? certificate = null) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate ?? TestCertificates.Server, null, offline: true),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    /// <summary>Both ends, secured.</summary>
    public static async Fiber<(TlsConnection Client, SslStream Server)> Secure(
        this World world, SslClientAuthenticationOptions? client = null, SslServerAuthenticationOptions? server = null)
    {
        (IConnection near, IConnection far) = await world.Connect();
        var stream = new SslStream(new ConnectionStream(far));
        Task serving = stream.AuthenticateAsServerAsync(server ?? ServerOptions());
        TlsConnection secured = await TlsConnection.AuthenticateAsClientAsync(near, client ?? ClientOptions());
        await serving;
        return (secured, stream);
    }

    /// <summary>Both ends Ringspun's.</summary>
    public static async Fiber<(TlsConnection Client, TlsConnection Server)> SecureBoth(this World world)
    {
        (IConnection near, IConnection far) = await world.Connect();
        FiberHandle<TlsConnection> serving = world.Loop.Spawn(static far => TlsConnection.AuthenticateAsServerAsync(far, ServerOptions()), far);
        TlsConnection client = await TlsConnection.AuthenticateAsClientAsync(near, ClientOptions());
        return (client, await serving);
    }

    /// <summary>The failure of a handshake with a server that does this with its end of the connection.</summary>
    public static async Fiber<TlsException> FailWith(
        this World world, Func<IConnection, Fiber> server, SslClientAuthenticationOptions? options = null, long deadline = long.MaxValue)
    {
        (IConnection near, IConnection far) = await world.Connect();
        string peer = $"{near.RemoteEndPoint}";
        FiberHandle serving = world.Loop.Spawn(
            static async work =>
            {
                using (work.far)
                {
                    await work.server(work.far);
                }
            },
            (server, far));
        TlsException exception = await Expect.Throws<TlsException>(async () =>
            (await TlsConnection.AuthenticateAsClientAsync(near, options ?? ClientOptions(), deadline)).Dispose());
        Assert.Throws<ObjectDisposedException>(() => near.LeaseAsync());
        Assert.Contains(peer, exception.Message, StringComparison.Ordinal);
        await serving;
        return exception;
    }

    /// <summary>Reads whatever still comes, until the peer has closed or reset the connection.</summary>
    public static async Fiber Drain(IConnection far)
    {
        var buffer = new byte[4096];
        try
        {
            while (await far.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (LinuxException exception) when (exception.Errno == Errno.ECONNRESET)
        {
            // It may be told either way.
        }
    }

    /// <summary>A server's handshake that may fail.</summary>
    public static async Fiber Serve(IConnection far, SslServerAuthenticationOptions options)
    {
        var stream = new SslStream(new ConnectionStream(far));
        try
        {
            await stream.AuthenticateAsServerAsync(options);

            // In TLS 1.3 the client's refusal comes after the server's end is done.
            _ = await stream.ReadAsync(new byte[1]);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // It is the client that is asked why.
        }
    }
}
