using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Something is expected of the bodies.</summary>
internal struct BodyCheck : IAnswerCheck
{
    private ExpectInBody _expected;

    public readonly bool IsMet => _expected.IsMet;

    public readonly string? Location => null;

    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields) => _expected.Begin(request, status, fields);

    public void Data(ReadOnlySpan<byte> bytes) => _expected.Data(bytes);
}
