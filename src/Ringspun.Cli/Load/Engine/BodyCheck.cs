using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Something is expected of the bodies: they are looked at as the server meant them, freed from their content coding.</summary>
internal struct BodyCheck : IAnswerCheck
{
    private DecodeBody<BodyProbe> _body;
    private bool _hasBody;

    // An answer to HEAD names a coding and has no body: there is nothing that could be cut off.
    public bool IsMet => _body.Inner.IsMet && (!_hasBody || _body.Complete() == DecodeOutcome.Complete);

    public long? BodyBytes => _body.Inner.Bytes;

    public readonly string? Location => null;

    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        _hasBody = false;
        _body.Begin(request, status, fields);
    }

    public void Data(ReadOnlySpan<byte> bytes)
    {
        _hasBody = true;
        _body.Data(bytes);
    }
}
