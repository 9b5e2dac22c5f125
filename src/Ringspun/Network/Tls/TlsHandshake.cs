using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>One handshake, and what is known of why it failed.</summary>
internal sealed class TlsHandshake
{
    private readonly IConnection _plain;
    private readonly TlsRecordScan _scan = new();
    private readonly RemoteCertificateValidationCallback? _check;
    private readonly SslPolicyErrors _pardoned;
    private readonly string? _host;
    private CertificateVerdict? _verdict;

    /// <summary>Prepares the handshake.</summary>
    /// <param name="plain">What is to be secured.</param>
    /// <param name="host">The peer's name, where it is to prove one.</param>
    /// <param name="check">The caller's own check of the peer's certificate, or null.</param>
    /// <param name="pardoned">What a certificate may lack where the caller does not check it.</param>
    internal TlsHandshake(IConnection plain, string? host, RemoteCertificateValidationCallback? check, SslPolicyErrors pardoned)
    {
        _plain = plain;
        _host = host;
        _check = check;
        _pardoned = pardoned;
        Stream = new ConnectionStream(plain) { Scan = _scan };
        Secured = new SslStream(Stream, leaveInnerStreamOpen: false);
    }

    private SslStream Secured { get; }

    private ConnectionStream Stream { get; }

    private string Peer => string.IsNullOrEmpty(_host) ? $"{_plain.RemoteEndPoint}" : $"{_host} ({_plain.RemoteEndPoint})";

    /// <summary>Runs the handshake to its end; on failure closes the connection.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="deadline">When it is too late, by the loop's clock.</param>
    /// <param name="cancel">Gives up.</param>
    internal async Fiber<TlsConnection> RunAsync(Func<SslStream, CancellationToken, Task> start, long deadline, CancellationToken cancel)
    {
        // Asked now: a closed connection does not know it.
        string peer = Peer;
        FiberDeadline? patience = deadline == long.MaxValue ? null : FiberDeadline.At(deadline, cancel);
        try
        {
            await Begin(start, patience?.CancellationToken ?? cancel).ConfigureAwait(false);
            Stream.Scan = null;
            return new TlsConnection(_plain, Stream, Secured);
        }
        catch (Exception exception)
        {
            Close();
            bool isLate = patience is { HasExpired: true };
            if (!isLate)
            {
                ThrowIfCanceled(exception, cancel);
            }

            Explain(exception, peer, isLate);
            throw;
        }
        finally
        {
            patience?.Dispose();
        }
    }

    /// <summary>Decides about the peer's certificate.</summary>
    internal bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        bool isFine = _check?.Invoke(sender, certificate, chain, errors) ?? (errors & ~_pardoned) == SslPolicyErrors.None;
        if (!isFine)
        {
            _verdict = CertificateVerdict.Of(certificate, chain, errors, _host);
        }

        return isFine;
    }

    private Task Begin(Func<SslStream, CancellationToken, Task> start, CancellationToken cancel)
    {
        using var free = new ContextFree();
        return start(Secured, cancel);
    }

    private void Close()
    {
        // The connection goes with it.
        using var free = new ContextFree();
        Secured.Dispose();
    }

    private static void ThrowIfCanceled(Exception exception, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested && Find<OperationCanceledException>(exception) is not null)
        {
            throw new OperationCanceledException(cancel);
        }
    }

    /// <summary>Throws what a failure means; returns if it is none of TLS, but of the caller's own callbacks.</summary>
    private void Explain(Exception exception, string peer, bool isLate)
    {
        LinuxException? system = Find<LinuxException>(exception);
        if (_verdict is { } verdict)
        {
            throw new TlsException(verdict.Kind, $"TLS with {peer}: {verdict.Message}.", exception);
        }

        if (isLate || system?.Errno == Errno.ETIMEDOUT)
        {
            throw new TlsException(TlsFailureKind.Timeout, $"TLS with {peer}: the handshake was not complete when its deadline had passed.", exception);
        }

        if (_scan.IsOtherProtocol)
        {
            string words = $"TLS with {peer}: the peer does not speak TLS; is this the port of a service without it (http instead of https)?";
            throw new TlsException(TlsFailureKind.NotTls, words, exception);
        }

        if (_scan.Alert != 0)
        {
            throw new TlsException(TlsFailureKind.Refused, $"TLS with {peer}: the peer has refused the handshake: {TlsAlerts.Describe(_scan.Alert)}.", exception);
        }

        if (Stream.IsEnded || system is not null)
        {
            string how = Stream.IsEnded ? "the peer has closed the connection" : system!.Message;
            throw new TlsException(TlsFailureKind.Closed, $"TLS with {peer}: the handshake is not complete: {how}.", exception);
        }

        if (exception is AuthenticationException or IOException)
        {
            throw new TlsException(TlsFailureKind.Protocol, $"TLS with {peer}: the two ends do not agree: {exception.GetBaseException().Message}", exception);
        }
    }

    private static TException? Find<TException>(Exception? exception)
        where TException : Exception
    {
        while (exception is not null and not TException)
        {
            exception = exception.InnerException;
        }

        return exception as TException;
    }
}
