using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ringspun.Cli.Load.Requests;

namespace Ringspun.Cli.Load.Engine;

/// <summary>How https is spoken, made once for a run: the client's certificate is read before anything is asked.</summary>
internal static class TlsSetup
{
    /// <summary>The options for one server; null where it is not reached through TLS.</summary>
    /// <exception cref="CommandFailure">The client's certificate or its key cannot be read, or they do not belong together.</exception>
    public static SslClientAuthenticationOptions? OptionsOf(TlsSettings settings, Origin origin)
    {
        if (!origin.IsSecure)
        {
            return null;
        }

        SslClientAuthenticationOptions options = new() { TargetHost = settings.ServerName ?? origin.Host };
        if (settings.Insecure)
        {
            // It was asked for, for servers under test with certificates of their own.
#pragma warning disable CA5359
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (settings.CertificateFile is { } file)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(Load(file, settings.KeyFile), null, offline: true);
        }

        return options;
    }

    private static X509Certificate2 Load(string file, string? keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file, keyFile);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure($"--cert: cannot read '{file}'{(keyFile is null ? "" : $" or --key '{keyFile}'")}: {refused.Message}");
        }
        catch (CryptographicException mistake)
        {
            throw new CommandFailure(
                $"--cert '{file}' with {(keyFile is null ? "the key in the same file" : $"--key '{keyFile}'")}: {mistake.Message} " +
                "Both are in PEM ('-----BEGIN CERTIFICATE-----' and '-----BEGIN … PRIVATE KEY-----', not encrypted), and belong together");
        }
    }
}
