using Ringspun.Cli.Load.Results;
using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <content>What has become of requests, and how it is counted.</content>
internal sealed partial class LoadConnection<TSink>
{
    /// <summary>Counts what has become of a request.</summary>
    private void Take(in HttpExchange exchange)
    {
        CountBytes();
        if (exchange.IsComplete)
        {
            _isUseless = false;
            _backoff.Reset();
            TakeAnswer(exchange);
        }
        else if (!_worker.IsStopped)
        {
            TakeFailure(exchange);
        }

        if (!_client.IsOpen && _client.Pending == 0)
        {
            OnClosed(exchange);
        }
    }

    private void TakeAnswer(in HttpExchange exchange)
    {
        ref TSink sink = ref _client.Sink;
        bool isExpected = sink.IsMet;
        if (sink.Location is { } location)
        {
            if (_lane.Redirects!.TryFollow(exchange.Request!, exchange.Status, location, out PreparedRequest? next))
            {
                _lane.Return(new DueRequest(next, exchange.Tag));
                return;
            }

            isExpected = false;
        }

        _worker.Answered(exchange, isExpected, sink.BodyBytes ?? exchange.BodyBytes);
    }

    private void TakeFailure(in HttpExchange exchange)
    {
        if (exchange.Request is null)
        {
            return;
        }

        // A connection that has answered may close between two requests: that is no answer to the second, nor its failure.
        if (exchange.Failure.Kind == HttpFailureKind.Closed && !_isUseless && _worker.Settings.KeepAlive)
        {
            _lane.Return(new DueRequest(exchange.Request, exchange.Tag));
        }
        else
        {
            _worker.Failed(exchange.Tag, exchange.Failure);
        }
    }

    /// <summary>
    /// The connection has ended and all of its requests with it. What was sent without having been asked for is no request's failure, so it is counted here.
    /// </summary>
    private void OnClosed(in HttpExchange last)
    {
        _worker.Disconnected();
        bool isUnasked = last.IsComplete || last.Request is null;
        if (isUnasked && _client.Failure.Kind == HttpFailureKind.Protocol)
        {
            _worker.Failed(last.End, _client.Failure);
        }
    }

    private void CountBytes()
    {
        LoadTally tally = _worker.Tally;
        tally.Read(_client.BytesReceived - _read);
        tally.Written(_client.BytesSent - _written);
        _read = _client.BytesReceived;
        _written = _client.BytesSent;
    }
}
