using Microsoft.Win32.SafeHandles;

namespace Ringspun.Linux;

/// <summary>A descriptor that is closed when it is disposed of, or when it is forgotten. For cold paths: hot ones carry plain numbers.</summary>
public sealed class OwnedDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>An invalid descriptor.</summary>
    public OwnedDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes over a descriptor.</summary>
    /// <param name="descriptor">The descriptor; negative for an invalid one.</param>
    public OwnedDescriptor(int descriptor)
        : base(ownsHandle: true) => SetHandle(Math.Max(descriptor, -1));

    /// <summary>The descriptor's number; -1 if invalid.</summary>
    /// <exception cref="ObjectDisposedException">It was closed, and the number may be another file's by now.</exception>
    public int Number
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }
    }

    /// <summary>Takes over the result of a call that returns a descriptor or -errno.</summary>
    /// <param name="result">The call's result.</param>
    /// <param name="operation">What was tried.</param>
    /// <param name="advice">What the user can do about a failure, or null.</param>
    /// <exception cref="LinuxException">The result is an error.</exception>
    public static OwnedDescriptor FromResult(int result, string operation, string? advice = null)
    {
        LinuxException.ThrowIfError(result, operation, advice);
        return new OwnedDescriptor(result);
    }

    /// <summary>Gives the descriptor away: it will not be closed here.</summary>
    /// <returns>The descriptor's number.</returns>
    public int Detach()
    {
        int descriptor = Number;
        SetHandleAsInvalid();
        return descriptor;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Descriptors.Close((int)handle) >= 0;
}
