using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ringspun;

/// <summary>Why a peer's certificate was refused.</summary>
/// <param name="Kind">The reason that weighs most.</param>
/// <param name="Message">All of it in words.</param>
internal sealed record CertificateVerdict(TlsFailureKind Kind, string Message)
{
    private const X509ChainStatusFlags Revocation =
        X509ChainStatusFlags.Revoked | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    private const X509ChainStatusFlags Time = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.CtlNotTimeValid;

    private const X509ChainStatusFlags Trust =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.ExplicitDistrust;

    /// <summary>Judges what a check has found.</summary>
    /// <param name="certificate">The peer's certificate.</param>
    /// <param name="chain">What it rests on, with what was found there.</param>
    /// <param name="errors">What was found.</param>
    /// <param name="host">The name that was to be proved; null or empty: none.</param>
    internal static CertificateVerdict Of(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string? host)
    {
        if (certificate is null || (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
        {
            return new CertificateVerdict(TlsFailureKind.CertificateMissing, "the peer has no certificate");
        }

        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return OfChain(certificate, chain);
        }

        return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0
            ? new CertificateVerdict(TlsFailureKind.CertificateNameMismatch, $"the certificate is not for '{host}' but for {Names(certificate)}")
            : new CertificateVerdict(TlsFailureKind.CertificateInvalid, $"the caller's own check has refused the certificate {certificate.Subject}");
    }

    private static CertificateVerdict OfChain(X509Certificate certificate, X509Chain? chain)
    {
        X509ChainStatusFlags flags = X509ChainStatusFlags.NoError;
        var words = new List<string>();
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            flags |= status.Status;
            words.Add(status.StatusInformation.Trim().TrimEnd('.'));
        }

        string found = words.Count == 0 ? "" : $" ({string.Join("; ", words)})";
        if ((flags & X509ChainStatusFlags.Revoked) != 0)
        {
            return new CertificateVerdict(TlsFailureKind.CertificateRevoked, $"the certificate {certificate.Subject} was revoked{found}");
        }

        if ((flags & Time) != 0)
        {
            return new CertificateVerdict(TlsFailureKind.CertificateExpired, $"the certificate {certificate.Subject} {Period(certificate)}{found}");
        }

        if ((flags & Trust) != 0)
        {
            string trust = $"the certificate {certificate.Subject}, issued by {certificate.Issuer}, leads to no root that is trusted here{found}; "
                + "add the root to the machine's store or to the chain policy, or have the peer send its intermediate certificates";
            return new CertificateVerdict(TlsFailureKind.CertificateUntrusted, trust);
        }

        return (flags & Revocation) != 0
            ? new CertificateVerdict(TlsFailureKind.CertificateRevoked, $"nobody can tell whether the certificate {certificate.Subject} was revoked{found}")
            : new CertificateVerdict(TlsFailureKind.CertificateInvalid, $"the certificate {certificate.Subject} is not valid{found}");
    }

    private static string Period(X509Certificate certificate)
    {
        var full = certificate as X509Certificate2;
        return full is null ? "is out of its time"
            : full.NotAfter < DateTime.Now ? string.Create(CultureInfo.InvariantCulture, $"expired on {full.NotAfter.ToUniversalTime():u}")
            : full.NotBefore > DateTime.Now ? string.Create(CultureInfo.InvariantCulture, $"is valid from {full.NotBefore.ToUniversalTime():u} only")
            : "rests on one that is out of its time";
    }

    private static string Names(X509Certificate certificate)
    {
        var names = new List<string>();
        foreach (X509Extension extension in (certificate as X509Certificate2)?.Extensions ?? [])
        {
            if (extension is X509SubjectAlternativeNameExtension alternative)
            {
                names.AddRange(alternative.EnumerateDnsNames().Select(static name => $"'{name}'"));
                names.AddRange(alternative.EnumerateIPAddresses().Select(static address => $"'{address}'"));
            }
        }

        return names.Count == 0 ? certificate.Subject : string.Join(", ", names);
    }
}
