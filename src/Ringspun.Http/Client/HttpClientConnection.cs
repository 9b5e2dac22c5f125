using System.Net;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>The client's end of an HTTP/1.1 connection: asks prepared requests, as many at a time as its pipeline is deep, and reads the responses.</summary>
/// <typeparam name="TSink">What sees the responses go by: <see cref="IgnoreBody"/> when nobody wants to.</typeparam>
/// <remarks>
/// <para>Over any <see cref="IConnection"/>. Belongs to the loop it was made on. One fiber reads; requests may be asked by it or by others.
/// What goes wrong is a value (<see cref="HttpExchange.Failure"/>), never an exception. When the connection has ended, the same object takes
/// another one.</para>
/// <para>In steady state a request allocates nothing. At rest the object holds no buffer.</para>
/// <code>
/// using var client = new HttpClientConnection&lt;IgnoreBody&gt;();
/// HttpFailure failure = await client.ConnectAsync(network, address, deadline);
/// client.Ask(request, deadline);
/// HttpExchange exchange = await client.ReadAsync();
/// </code>
/// </remarks>
public sealed partial class HttpClientConnection<TSink> : IDisposable
    where TSink : struct, IResponseSink
{
    private readonly EventLoop _loop;
    private readonly HttpClientOptions _options;

    // A ring: the first _sent of the _asked requests from _first on have been handed to the network.
    private readonly AskedRequest[] _requests;
    private IConnection? _connection;
    private TSink _sink;
    private HttpFailure _failure = new(HttpFailureKind.Closed);
    private long _failedAt;
    private int _first;
    private int _asked;
    private int _sent;

    /// <summary>Makes the client's end on the calling loop; it has no connection yet.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="InvalidOperationException">The calling thread has no event loop.</exception>
    public HttpClientConnection(HttpClientOptions? options = null)
    {
        _loop = EventLoop.Current ?? throw new InvalidOperationException("A client connection is made on its event loop.");
        _options = options ?? HttpClientOptions.Default;
        _options.Validate();
        _requests = new AskedRequest[_options.PipelineDepth];
    }

    /// <summary>The sink, by reference: after a read it has seen that response and no later one.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Requests that are asked and not answered.</summary>
    public int Pending => _asked;

    /// <summary>Whether another request may be asked now.</summary>
    public bool CanAsk => IsOpen && _asked < _requests.Length;

    /// <summary>Whether there is a connection that takes requests.</summary>
    public bool IsOpen => _failure.Kind == HttpFailureKind.None;

    /// <summary>How the connection has ended; <see cref="HttpFailureKind.None"/> while it is open, <see cref="HttpFailureKind.Closed"/> before.</summary>
    public HttpFailure Failure => _failure;

    /// <summary>Bytes received on all connections so far, heads and transfer codings included.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Bytes sent on all connections so far.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Opens a connection.</summary>
    /// <param name="network">Where from.</param>
    /// <param name="remote">The server.</param>
    /// <param name="deadline">When it is too late, in nanoseconds of the loop's clock; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="options">From where, and how; null for the defaults.</param>
    /// <returns>None, or a failure of kind <see cref="HttpFailureKind.Connect"/>; ETIMEDOUT when the deadline had passed.</returns>
    /// <exception cref="InvalidOperationException">The connection before has not ended, or not all of its requests were read.</exception>
    public async Fiber<HttpFailure> ConnectAsync(INetwork network, EndPoint remote, long deadline = long.MaxValue, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        CheckAttachable();
        try
        {
            if (deadline == long.MaxValue)
            {
                Attach(await network.ConnectAsync(remote, options));
            }
            else
            {
                using FiberDeadline patience = FiberDeadline.At(deadline);
                try
                {
                    Attach(await network.ConnectAsync(remote, options, patience.CancellationToken));
                }
                catch (OperationCanceledException) when (patience.HasExpired)
                {
                    return new HttpFailure(HttpFailureKind.Connect, Cause: new LinuxException($"connect {remote}", Errno.ETIMEDOUT));
                }
            }

            return default;
        }
        catch (LinuxException exception)
        {
            return new HttpFailure(HttpFailureKind.Connect, Cause: exception);
        }
    }

    /// <summary>Takes a connection that was opened elsewhere, and with it the duty to close it.</summary>
    /// <param name="connection">The connection; nothing was received on it that belongs to HTTP.</param>
    /// <exception cref="InvalidOperationException">The connection before has not ended, or not all of its requests were read.</exception>
    public void Attach(IConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        CheckAttachable();
        connection.SendStallTimeout = _options.SendTimeout;
        _connection = connection;
        _deadline = long.MaxValue;
        _writeError = null;
        _isEnded = false;
        _failure = default;
    }

    /// <summary>
    /// Queues a request behind those that are asked already. It goes out, together with others that wait, with the next
    /// <see cref="Flush"/> or <see cref="ReadAsync"/>.
    /// </summary>
    /// <param name="request">The request; must not be disposed of before it is read.</param>
    /// <param name="deadline">
    /// When it is too late for the end of the response, in nanoseconds of the loop's clock; <see cref="long.MaxValue"/> for never: a server that
    /// is silent for good is then waited for. Counts once the requests before are answered; the connection ends when it passes.
    /// </param>
    /// <param name="tag">Given back with the exchange: when the request was due, or which it is.</param>
    /// <exception cref="InvalidOperationException">The pipeline is full.</exception>
    /// <remarks>Without a connection, or on one that has ended meanwhile, the request fails when it is read, like those asked before.</remarks>
    public void Ask(PreparedRequest request, long deadline = long.MaxValue, long tag = 0)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_asked == _requests.Length)
        {
            throw new InvalidOperationException($"{_asked} requests are asked already, as many as the pipeline takes; read a response first.");
        }

        int index = _first + _asked;
        _requests[index < _requests.Length ? index : index - _requests.Length] = new AskedRequest { Request = request, Deadline = deadline, Tag = tag };
        if (++_asked == 1 && _isReceiving && IsOpen)
        {
            // Asked by another fiber than the one that waits.
            ApplyDeadline();
        }
    }

    /// <summary>Closes the connection. A read under way, and requests that are asked, end as <see cref="HttpFailureKind.Closed"/>.</summary>
    public void Dispose()
    {
        if (IsOpen)
        {
            Fail(new HttpFailure(HttpFailureKind.Closed));
        }
    }

    private void CheckAttachable()
    {
        if (IsOpen || _asked > 0 || _isReceiving || _isSendAwaited)
        {
            throw new InvalidOperationException("The connection before has not ended, or not all of its requests were read.");
        }
    }

    /// <summary>The connection ends here; what is asked fails with it when it is read.</summary>
    private void Fail(in HttpFailure failure)
    {
        _failure = failure;
        _failedAt = _loop.ReadClock();
        IConnection connection = _connection!;
        _connection = null;
        if (failure.Kind == HttpFailureKind.Closed && _sent == 0)
        {
            connection.Dispose();
        }
        else
        {
            // Nobody wants what still comes.
            connection.Abort();
        }

        LeaveSend();
        _inbox.Clear();
    }
}
