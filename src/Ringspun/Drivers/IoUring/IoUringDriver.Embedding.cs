using Ringspun.Linux;

namespace Ringspun;

/// <content>Being waited for by somebody else.</content>
public sealed partial class IoUringDriver
{
    private int _signalDescriptor = -1;

    /// <inheritdoc/>
    /// <remarks>
    /// An eventfd that the kernel writes to. The ring's own descriptor does not do: with IORING_SETUP_DEFER_TASKRUN it wakes nobody before the
    /// completions are there, and they are made in the very turn that should be woken for. It is made when it is first asked for, for the signals cost.
    /// </remarks>
    /// <exception cref="LinuxException">EMFILE, ENFILE, ENOMEM.</exception>
    public int PollDescriptor
    {
        get
        {
            if (_signalDescriptor < 0)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                int signal = EventFd.Create();
                LinuxException.ThrowIfError(signal, "eventfd", ResourceLimits.Describe(ResourceKind.NOFILE));
                int result = _ring.RegisterEventDescriptor(signal);
                if (result < 0)
                {
                    _ = Descriptors.Close(signal);
                    throw new LinuxException("io_uring_register", result.ToErrno());
                }

                _signalDescriptor = signal;
            }

            return _signalDescriptor;
        }
    }

    /// <inheritdoc/>
    public bool PrepareWait()
    {
        // First the signals of the past go, then one looks for what they were about: what comes later signals again.
        _ = EventFd.Drain(PollDescriptor);
        ReceiveBuffers.Publish();
        SubmitPrepared();
        return _early.Count == 0 && _ring is { ReadyCompletions: 0, PendingSubmissions: 0, NeedsTaskRun: false, CompletionOverflow: false };
    }
}
