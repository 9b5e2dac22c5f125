namespace Ringspun;

/// <summary>Why a TLS handshake has failed.</summary>
public enum TlsFailureKind
{
    /// <summary>The two ends do not agree: on a version, a cipher suite, an application protocol; or what one has sent is malformed.</summary>
    Protocol,

    /// <summary>The peer does not speak TLS.</summary>
    NotTls,

    /// <summary>The peer has refused, and said why by an alert.</summary>
    Refused,

    /// <summary>The connection ended, or was reset, before the handshake was complete.</summary>
    Closed,

    /// <summary>The deadline had passed.</summary>
    Timeout,

    /// <summary>The peer has no certificate.</summary>
    CertificateMissing,

    /// <summary>The peer's certificate leads to no root that is trusted here.</summary>
    CertificateUntrusted,

    /// <summary>The peer's certificate, or one that it rests on, has expired or is not valid yet.</summary>
    CertificateExpired,

    /// <summary>The peer's certificate is for other names.</summary>
    CertificateNameMismatch,

    /// <summary>The peer's certificate was revoked, or nobody can tell whether it was.</summary>
    CertificateRevoked,

    /// <summary>The peer's certificate does not fit in another way, or the caller's own check has refused it.</summary>
    CertificateInvalid,
}
