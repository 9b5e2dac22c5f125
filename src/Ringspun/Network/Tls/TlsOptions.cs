using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ringspun;

/// <summary>Copies of a caller's options, so that one instance serves any number of connections on any loops, with what a loop needs.</summary>
/// <remarks>
/// Without a chain policy of the caller's nothing is downloaded to complete a certificate's chain: the peer would choose from where, and the loop would
/// wait for it. Renegotiation, which TLS 1.3 has abolished, is refused: a peer would start it in the middle of a send.
/// </remarks>
internal static class TlsOptions
{
    public static SslClientAuthenticationOptions Copy(SslClientAuthenticationOptions options, RemoteCertificateValidationCallback validate)
    {
        var copy = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = false,
            AllowTlsResume = options.AllowTlsResume,
            ApplicationProtocols = options.ApplicationProtocols,
            CertificateChainPolicy = Policy(options.CertificateChainPolicy, options.CertificateRevocationCheckMode),
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            ClientCertificateContext = options.ClientCertificateContext,
            ClientCertificates = options.ClientCertificates,
            EnabledSslProtocols = options.EnabledSslProtocols,
            EncryptionPolicy = options.EncryptionPolicy,
            LocalCertificateSelectionCallback = options.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = validate,
            TargetHost = options.TargetHost,
        };
        if (OperatingSystem.IsLinux())
        {
            copy.AllowRsaPkcs1Padding = options.AllowRsaPkcs1Padding;
            copy.AllowRsaPssPadding = options.AllowRsaPssPadding;
        }

        return copy;
    }

    public static SslServerAuthenticationOptions Copy(SslServerAuthenticationOptions options, RemoteCertificateValidationCallback validate)
    {
        var copy = new SslServerAuthenticationOptions
        {
            AllowRenegotiation = false,
            AllowTlsResume = options.AllowTlsResume,
            ApplicationProtocols = options.ApplicationProtocols,
            CertificateChainPolicy = Policy(options.CertificateChainPolicy, options.CertificateRevocationCheckMode),
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            ClientCertificateRequired = options.ClientCertificateRequired,
            EnabledSslProtocols = options.EnabledSslProtocols,
            EncryptionPolicy = options.EncryptionPolicy,
            RemoteCertificateValidationCallback = validate,
            ServerCertificate = options.ServerCertificate,
            ServerCertificateContext = options.ServerCertificateContext,
            ServerCertificateSelectionCallback = options.ServerCertificateSelectionCallback,
        };
        if (OperatingSystem.IsLinux())
        {
            copy.AllowRsaPkcs1Padding = options.AllowRsaPkcs1Padding;
            copy.AllowRsaPssPadding = options.AllowRsaPssPadding;
        }

        return copy;
    }

    // A check adds to the policy that it uses.
    private static X509ChainPolicy Policy(X509ChainPolicy? policy, X509RevocationMode revocation) => policy?.Clone() ?? new X509ChainPolicy
    {
        RevocationMode = revocation,
        RevocationFlag = X509RevocationFlag.ExcludeRoot,
        DisableCertificateDownloads = true,
    };
}
