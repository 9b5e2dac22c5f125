using Ringspun.Http.Parsing;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>What a connection needs while it has a request to answer; at rest it goes back to its loop for the next one.</summary>
internal sealed class Workspace(int maxResponses, int maxHeadBytes)
{
    private byte[] _requestBytes = new byte[1024];

    public RequestHead Head { get; } = new();

    public Outbox Outbox { get; } = new(maxResponses);

    /// <summary>The path of the request's file, while the kernel looks for it.</summary>
    public byte[] Path { get; } = new byte[TargetPath.MaxBytes];

    public int PathLength { get; set; }

    /// <summary>How much of <see cref="Path"/> the target names: all of it, or the part before the index file.</summary>
    public int DirectoryLength { get; set; }

    /// <summary>Scratch for gathered sends of file parts.</summary>
    public Chunk[] Parts { get; } = new Chunk[2];

    /// <summary>The head that <see cref="Head"/> describes, kept here while its own bytes make way for the body.</summary>
    public ReadOnlySpan<byte> RequestBytes => _requestBytes;

    public void KeepRequestBytes(ReadOnlySpan<byte> bytes)
    {
        if (_requestBytes.Length < bytes.Length)
        {
            _requestBytes = new byte[Math.Min(maxHeadBytes, Math.Max(bytes.Length, 2 * _requestBytes.Length))];
        }

        bytes.CopyTo(_requestBytes);
    }
}
