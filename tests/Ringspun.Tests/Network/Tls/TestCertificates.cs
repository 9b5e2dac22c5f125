using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringspun.Tests.Network.Tls;

/// <summary>Certificates of a root of their own, made for this run.</summary>
internal static class TestCertificates
{
    private static readonly Lazy<X509Certificate2> LazyRoot = new(MakeRoot);
    private static readonly Lazy<X509Certificate2> LazyServer = new(static () => Make("example.test", -1, 30));
    private static readonly Lazy<X509Certificate2> LazyExpired = new(static () => Make("example.test", -30, -2));
    private static readonly Lazy<X509Certificate2> LazyClient = new(static () => Make("client.test", -1, 30));

    public static X509Certificate2 Root => LazyRoot.Value;

    public static X509Certificate2 Server => LazyServer.Value;

    public static X509Certificate2 Expired => LazyExpired.Value;

    public static X509Certificate2 Client => LazyClient.Value;

    /// <summary>Trusts the root and nothing else.</summary>
    public static X509ChainPolicy Trust => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { Root },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    private static X509Certificate2 MakeRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Ringspun test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(100));
    }

    private static X509Certificate2 Make(string name, int firstDay, int lastDay)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using X509Certificate2 bare = request.Create(
            Root, DateTimeOffset.UtcNow.AddDays(firstDay), DateTimeOffset.UtcNow.AddDays(lastDay), RandomNumberGenerator.GetBytes(12));
        return bare.CopyWithPrivateKey(key);
    }
}
