using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Looks for what is expected in a body, and counts its bytes.</summary>
internal struct BodyProbe : IResponseSink
{
    private ExpectInBody _expected;

    /// <summary>Whether the body had in it what its request expects there.</summary>
    public readonly bool IsMet => _expected.IsMet;

    /// <summary>How long it was.</summary>
    public long Bytes { readonly get; private set; }

    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        Bytes = 0;
        _expected.Begin(request, status, fields);
    }

    public void Data(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        _expected.Data(bytes);
    }
}
