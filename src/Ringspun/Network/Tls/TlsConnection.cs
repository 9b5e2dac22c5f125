using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringspun;

/// <summary>A connection secured by TLS 1.2 or 1.3 (RFC 5246, RFC 8446), over any other connection: .NET's <see cref="SslStream"/>, kept on its loop.</summary>
/// <remarks>
/// <para>Deadlines, the stall timeout and cancellation are those of the connection underneath. A send that was cancelled or has failed may have
/// cut a record: later ones fail with EPIPE. What a peer sends that is no proper TLS any more ends a receive with EPROTO.</para>
/// <para>At rest it holds no buffer. All of it, the handshake included, runs on the loop's thread.</para>
/// <code>
/// IConnection plain = await network.ConnectAsync(address);
/// TlsConnection secured = await TlsConnection.AuthenticateAsClientAsync(plain, new SslClientAuthenticationOptions { TargetHost = "example.com" }, deadline);
/// </code>
/// </remarks>
public sealed partial class TlsConnection : IConnection
{
    private readonly IConnection _plain;
    private readonly ConnectionStream _stream;
    private readonly SslStream _secured;
    private readonly EventLoop _loop;
    private bool _isClosed;
    private bool _isReleased;

    internal TlsConnection(IConnection plain, ConnectionStream stream, SslStream secured)
    {
        _plain = plain;
        _stream = stream;
        _secured = secured;
        _loop = EventLoop.Required;
    }

    /// <inheritdoc/>
    public EndPoint? LocalEndPoint => _plain.LocalEndPoint;

    /// <inheritdoc/>
    public EndPoint? RemoteEndPoint => _plain.RemoteEndPoint;

    /// <inheritdoc/>
    public long ReceiveDeadline
    {
        get => _plain.ReceiveDeadline;
        set => _plain.ReceiveDeadline = value;
    }

    /// <inheritdoc/>
    public TimeSpan SendStallTimeout
    {
        get => _plain.SendStallTimeout;
        set => _plain.SendStallTimeout = value;
    }

    /// <inheritdoc/>
    public ZeroCopyCounters ZeroCopy => _plain.ZeroCopy;

    /// <summary>The version that was agreed on.</summary>
    public SslProtocols Protocol => _secured.SslProtocol;

    /// <summary>The cipher suite that was agreed on.</summary>
    public TlsCipherSuite CipherSuite => _secured.NegotiatedCipherSuite;

    /// <summary>The application protocol that was agreed on (ALPN, RFC 7301); the default value: none.</summary>
    public SslApplicationProtocol ApplicationProtocol => _secured.NegotiatedApplicationProtocol;

    /// <summary>The peer's certificate; null: it has shown none.</summary>
    public X509Certificate? RemoteCertificate => _secured.RemoteCertificate;

    /// <summary>
    /// Whether the peer's stream has ended without close_notify: anybody on the way may have cut it (RFC 8446 section 6.1). Many a peer forgets it;
    /// it matters where nothing else tells that the content is complete.
    /// </summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Secures a connection as the client.</summary>
    /// <param name="plain">The connection, on which nothing was sent or received; it is the result's from now on, and is closed where this fails.</param>
    /// <param name="options">
    /// Whom to trust and what to offer; not changed, so one instance serves any number of connections. Without a chain policy no missing
    /// intermediate certificates are downloaded, and revocation is not checked. Renegotiation is refused.
    /// </param>
    /// <param name="deadline">When it is too late, in nanoseconds of the loop's clock; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The secured connection.</returns>
    /// <exception cref="TlsException">Awaiting: the handshake has failed; <see cref="TlsException.Kind"/> says why.</exception>
    /// <exception cref="OperationCanceledException">Awaiting: it was cancelled.</exception>
    public static Fiber<TlsConnection> AuthenticateAsClientAsync(
        IConnection plain, SslClientAuthenticationOptions options, long deadline = long.MaxValue, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(options);
        var handshake = new TlsHandshake(plain, options.TargetHost, options.RemoteCertificateValidationCallback, SslPolicyErrors.None);
        SslClientAuthenticationOptions own = TlsOptions.Copy(options, handshake.Validate);
        return handshake.RunAsync((secured, stop) => secured.AuthenticateAsClientAsync(own, stop), deadline, cancel);
    }

    /// <summary>Secures a connection as the server.</summary>
    /// <param name="plain">The connection, on which nothing was sent or received; it is the result's from now on, and is closed where this fails.</param>
    /// <param name="options">The certificate and what else to offer; not changed. Renegotiation is refused.</param>
    /// <param name="deadline">When it is too late, in nanoseconds of the loop's clock; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The secured connection.</returns>
    /// <exception cref="TlsException">Awaiting: the handshake has failed; <see cref="TlsException.Kind"/> says why.</exception>
    /// <exception cref="OperationCanceledException">Awaiting: it was cancelled.</exception>
    public static Fiber<TlsConnection> AuthenticateAsServerAsync(
        IConnection plain, SslServerAuthenticationOptions options, long deadline = long.MaxValue, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentNullException.ThrowIfNull(options);
        SslPolicyErrors pardoned = options.ClientCertificateRequired ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateNotAvailable;
        var handshake = new TlsHandshake(plain, null, options.RemoteCertificateValidationCallback, pardoned);
        SslServerAuthenticationOptions own = TlsOptions.Copy(options, handshake.Validate);
        return handshake.RunAsync((secured, stop) => secured.AuthenticateAsServerAsync(own, stop), deadline, cancel);
    }

    /// <inheritdoc/>
    /// <remarks>Sends close_notify first.</remarks>
    public void ShutdownSend()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_send is { IsPending: true })
        {
            throw new InvalidOperationException("shutdown: a send is under way; await it first.");
        }

        if (!_isSendEnded)
        {
            Notify();
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _plain.Abort();
            Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Sends close_notify where nothing else is being sent; it does not wait until that has gone.</remarks>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        if (!_isSendEnded && _send is not { IsPending: true })
        {
            Notify();
        }

        _isClosed = true;
        Release();
    }

    /// <summary>An operation has ended: after the last one of a closed connection nobody needs its keys any more.</summary>
    private void OnEnded()
    {
        if (_isClosed)
        {
            Release();
        }
    }

    private void Release()
    {
        using var free = new ContextFree();
        _stream.Dispose();
        if (!_isReleased && !IsReceivePending && _send is not { IsPending: true })
        {
            _isReleased = true;
            _secured.Dispose();
        }
    }

    /// <summary>Ends the stream: close_notify, then FIN.</summary>
    private void Notify()
    {
        _isSendEnded = true;
        Task notice;
        using (new ContextFree())
        {
            try
            {
                notice = _secured.ShutdownAsync();
            }
            catch (Exception exception) when (exception is IOException or CryptographicException or ObjectDisposedException or InvalidOperationException)
            {
                // The connection is broken: nobody is there to tell.
                notice = Task.CompletedTask;
            }

            if (!notice.IsCompleted)
            {
                notice.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => OnNotified(notice));
                return;
            }
        }

        OnNotified(notice);
    }

    private void OnNotified(Task notice)
    {
        // Seen: a peer that has gone already is no news.
        _ = notice.Exception;
        if (!_isClosed)
        {
            _plain.ShutdownSend();
        }
    }
}
