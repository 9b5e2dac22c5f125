using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringspun.Cli.Load;
using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>Load through TLS, with a certificate that nobody has signed.</summary>
public sealed class TlsLoadTests : IDisposable
{
    private readonly X509Certificate2 _certificate = Make();

    public static TheoryData<string> All => EngineWorld.All;

    public void Dispose() => _certificate.Dispose();

    [Theory, MemberData(nameof(All))]
    public void Requests_go_through_tls_and_the_name_is_asked_for(string driver)
    {
        List<string> names = [];
        EngineWorld.Run(driver, Secured(names), async world =>
        {
            LoadResult result = await world.MeasureAsync(
                Secure(world, new TlsSettings(true, "site.test", null, null)) with { Connections = 3, Requests = 50 });
            Assert.Equal((50, 0), (result.Total.Answered, result.Failed));
        });
        Assert.Equal(3, names.Count);
        Assert.All(names, static name => Assert.Equal("site.test", name));
    }

    [Theory, MemberData(nameof(All))]
    public void A_certificate_that_is_not_trusted_is_a_connect_error_with_its_name(string driver) => EngineWorld.Run(
        driver, Secured([]), static async world =>
        {
            LoadResult result = await world.MeasureAsync(Secure(world, new TlsSettings(false, null, null, null)));
            FailureNote note = Assert.Single(result.Total.Failures());
            Assert.Equal(("connect tls-certificate-untrusted", 3), (note.Name.ToString(), note.Count));
            Assert.NotNull(note.Example);
        });

    [Theory, MemberData(nameof(All))]
    public void A_server_that_speaks_no_tls_is_a_connect_error_with_its_name(string driver) => EngineWorld.Run(
        driver, TestServer.Saying("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", closes: true), static async world =>
        {
            LoadResult result = await world.MeasureAsync(Secure(world, new TlsSettings(true, null, null, null)));
            FailureNote note = Assert.Single(result.Total.Failures());
            Assert.Equal(("connect tls-not-tls", 3), (note.Name.ToString(), note.Count));
        });

    [Theory, MemberData(nameof(All))]
    public void A_handshake_that_never_ends_is_cut_by_the_timeout(string driver) => EngineWorld.Run(
        driver, TestServer.Saying("", closes: false), static async world =>
        {
            LoadResult result = await world.MeasureAsync(
                Secure(world, new TlsSettings(true, null, null, null)) with { Timeout = TimeSpan.FromMilliseconds(200) });
            Assert.Equal(("connect tls-timeout", 3), (Assert.Single(result.Total.Failures()).Name.ToString(), result.Total.Errors));
        });

    [Theory, MemberData(nameof(All))]
    public void A_client_certificate_is_shown(string driver)
    {
        string directory = Directory.CreateTempSubdirectory("ringspun-tls-").FullName;
        string certificate = Path.Combine(directory, "client.pem");
        string key = Path.Combine(directory, "key.pem");
        File.WriteAllText(certificate, _certificate.ExportCertificatePem());
        File.WriteAllText(key, _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        List<string> shown = [];
        try
        {
            EngineWorld.Run(
                driver,
                async (plain, loop) =>
                {
                    using TlsConnection connection = await TlsConnection.AuthenticateAsServerAsync(plain, new SslServerAuthenticationOptions
                    {
                        ServerCertificate = _certificate,
                        ClientCertificateRequired = true,
                        RemoteCertificateValidationCallback = (_, seen, _, _) => seen is not null,
                    });
                    shown.Add(connection.RemoteCertificate!.Subject);
                    await TestServer.Answering(TimeSpan.Zero)(connection, loop);
                },
                async world =>
                {
                    LoadResult result = await world.MeasureAsync(Secure(world, new TlsSettings(true, null, certificate, key)));
                    Assert.Equal((3, 0), (result.Total.Answered, result.Failed));
                });
            Assert.Equal("CN=site.test", Assert.Single(shown));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static LoadSettings Secure(EngineWorld world, TlsSettings tls) => world.Settings with
    {
        Urls = [new WeightedUrl(new Uri($"https://{world.Address}/"))],
        Tls = tls,
        Duration = null,
        Requests = 3,
    };

    private static X509Certificate2 Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=site.test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("site.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private Func<IConnection, EventLoop, Fiber> Secured(List<string> names) => async (plain, loop) =>
    {
        try
        {
            using TlsConnection connection = await TlsConnection.AuthenticateAsServerAsync(plain, new SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, name) =>
                {
                    names.Add(name ?? "");
                    return _certificate;
                },
            });
            await TestServer.Answering(TimeSpan.Zero)(connection, loop);
        }
        catch (TlsException)
        {
            // The client does not trust it.
        }
    };
}
