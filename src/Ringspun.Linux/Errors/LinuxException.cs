using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun.Linux;

/// <summary>A system call failed. The message names the operation, the error and, where there is one, the way out.</summary>
public sealed class LinuxException : IOException
{
    /// <summary>Makes the exception for a failed system call.</summary>
    /// <param name="operation">What was tried, in words a user understands: the call and its subject.</param>
    /// <param name="errno">The kernel's answer.</param>
    /// <param name="advice">What the user can do about it, as a full sentence; or null.</param>
    public LinuxException(string operation, Errno errno, string? advice = null)
        // .NET's own sockets and files use the plain errno as HResult as well.
        : base(Format(operation, errno, advice), (int)errno)
    {
        Operation = operation;
        Errno = errno;
        Advice = advice;
    }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    /// <summary>The kernel's answer; also in <see cref="Exception.HResult"/>.</summary>
    public Errno Errno { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Advice { get; }

    /// <summary>Throws if a result that follows the kernel convention is an error.</summary>
    /// <param name="result">0 or more for success, -errno for failure.</param>
    /// <param name="operation">What was tried.</param>
    /// <param name="advice">What the user can do about it, or null.</param>
    /// <exception cref="LinuxException">The result is negative.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfError(long result, string operation, string? advice = null)
    {
        if (result < 0)
        {
            Throw(result, operation, advice);
        }
    }

    [DoesNotReturn]
    private static void Throw(long result, string operation, string? advice) =>
        throw new LinuxException(operation, (Errno)(-result), advice);

    private static string Format(string operation, Errno errno, string? advice)
    {
        string text = $"{operation}: {errno} ({errno.Describe()})";
        return advice is null ? text : $"{text}. {advice}";
    }
}
