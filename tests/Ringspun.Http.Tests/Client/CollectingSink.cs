using System.Runtime.InteropServices;
using System.Text;

namespace Ringspun.Http.Tests.Client;

/// <summary>Keeps one body.</summary>
internal struct CollectingSink : IResponseSink
{
    private List<byte>? _body;

    public readonly string Text => Encoding.Latin1.GetString(CollectionsMarshal.AsSpan(_body));

    public readonly long Count => _body?.Count ?? 0;

    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields) => _body = [];

    public readonly void Data(ReadOnlySpan<byte> bytes)
    {
        Assert.False(bytes.IsEmpty);
        _body!.AddRange(bytes);
    }
}
