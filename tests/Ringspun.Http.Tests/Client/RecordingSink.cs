using System.Globalization;
using System.Text;

namespace Ringspun.Http.Tests.Client;

/// <summary>Keeps what it sees, and sees that it is called as promised.</summary>
internal struct RecordingSink : IResponseSink
{
    private StringBuilder? _text;

    public readonly string Text => _text?.ToString() ?? "";

    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        _text ??= new StringBuilder();
        string type = ResponseFields.TryFind(fields, "content-type"u8, out ReadOnlySpan<byte> value) ? Encoding.Latin1.GetString(value) : "-";
        _text.Append(CultureInfo.InvariantCulture, $"[{request.Method} {status} {type}] ");
    }

    public readonly void Data(ReadOnlySpan<byte> bytes)
    {
        Assert.False(bytes.IsEmpty);
        _text!.Append(Encoding.Latin1.GetString(bytes));
    }
}
