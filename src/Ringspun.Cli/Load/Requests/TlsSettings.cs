namespace Ringspun.Cli.Load.Requests;

/// <summary>How https is spoken.</summary>
/// <param name="Insecure">Whether any certificate of the server is accepted.</param>
/// <param name="ServerName">The name that is asked for (SNI) and checked; null for the URL's host.</param>
/// <param name="CertificateFile">The client's certificate, in PEM; null for none.</param>
/// <param name="KeyFile">Its key, in PEM; null when it is in the same file.</param>
internal sealed record TlsSettings(bool Insecure, string? ServerName, string? CertificateFile, string? KeyFile);
