using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>
/// Peers that open, answer, reset and mark at random, with good cookies and bad ones, while the application opens, shuts down, lingers and aborts at random:
/// the invariants hold, everything is bounded, and in the end nothing is left.
/// </summary>
public class OpeningFuzzTests
{
    private const long Second = 1_000_000_000;
    private const int Steps = 400;
    private const int MaxPeers = 12;

    [Fact]
    public void Mad_peers_and_a_mad_application() => Seeded.Each(100, static random => new Conversation(random).Run());

    private sealed class Conversation
    {
        private readonly Random _random;
        private readonly BufferPool _pool = new(2048, 1 << 20);
        private readonly Stack _stack;
        private readonly Invariants _invariants;
        private readonly List<ConnectionId> _ids = [];
        private readonly Dictionary<Endpoint, (uint Sequence, uint Acknowledgment, Endpoint Local)> _seen = [];
        private readonly byte[] _buffer = new byte[ushort.MaxValue];
        private readonly ListenerId _listener;
        private FastOpenCookie _cookie;
        private long _now = Second;

        public Conversation(Random random)
        {
            _random = random;
            StackOptions options = new()
            {
                Addresses = [IpPrefix.Parse("10.0.0.1/24")],
                MaxConnections = 20,
                FastOpenServers = 3,
                Tcp = new TcpSettings
                {
                    FastOpen = true,
                    FastOpenPending = 4,
                    ReceiveBuffer = 5_000,
                    SendBuffer = 5_000,
                    UserTimeout = 100 * Second,
                    Timestamps = Arbitrary.Coin(random),
                },
            };
            _stack = new Stack(options, new StackSecret("0123456789abcdef"u8), _pool);
            _invariants = new Invariants(_stack);
            Assert.Equal(StackError.None, _stack.Listen(Service, 5, out _listener));
        }

        private static Endpoint Service => new(IpAddress.Parse("10.0.0.1"), 80);

        public void Run()
        {
            for (int step = 0; step < Steps; step++)
            {
                switch (_random.Next(10))
                {
                    case 0 or 1:
                        Syn();
                        break;
                    case <= 5:
                        Segment();
                        break;
                    case <= 8:
                        Act();
                        break;
                    default:
                        Pass(_random.NextInt64(Second));
                        break;
                }

                Settle();
                Assert.InRange(_stack.ConnectionCount, 0, 20);
                Assert.InRange(_stack.FastOpenCache.Count, 0, 3);
            }

            End();
        }

        /// <summary>All is given up: what remains ends by itself.</summary>
        private void End()
        {
            _stack.CloseListener(_listener);
            foreach (ConnectionId id in _ids)
            {
                _stack.Close(_now, id);
            }

            Settle();
            Pass(2_000 * Second);
            for (int slot = 0; slot < _stack.Blocks.Created; slot++)
            {
                TcpBlock left = _stack.Blocks.At(slot);
                Assert.False(left.InUse, $"{left.Local} -> {left.Remote} is left: {left.State}, {left.Flags}, {left.Failure}, {left.Events}");
            }

            Assert.Equal((0, 0L, long.MaxValue), (_stack.ConnectionCount, _pool.Rented, _stack.NextDeadline));
        }

        private Endpoint Peer() => new(new IpAddress(0x0A00_0002u + (uint)_random.Next(2)), (ushort)_random.Next(1, MaxPeers));

        private void Syn()
        {
            TcpOptions options = Arbitrary.Coin(_random) ? Script.Everything : Script.Plain;
            options.Present |= TcpOptionSet.FastOpen;
            options.FastOpen = _random.Next(4) switch
            {
                0 => default,
                1 => new FastOpenCookie(FastOpenCookie.Read(Arbitrary.Bytes(_random, 8)).Value, 8),
                _ => _cookie,
            };
            Receive(Peer(), Service, TcpFlags.Syn | (TcpFlags)(_random.Next(4) == 0 ? (int)TcpFlags.Urg : 0), Arbitrary.Number(_random), 0, options);
        }

        private void Segment()
        {
            if (_seen.Count == 0)
            {
                return;
            }

            (Endpoint peer, (uint sequence, uint acknowledgment, Endpoint local)) = _seen.ElementAt(_random.Next(_seen.Count));
            TcpFlags flags = _random.Next(8) switch
            {
                0 => TcpFlags.Rst,
                1 => TcpFlags.Syn | TcpFlags.Ack,
                2 => TcpFlags.Fin | TcpFlags.Ack,
                3 => TcpFlags.Urg | TcpFlags.Ack,
                4 => (TcpFlags)_random.Next(64),
                _ => TcpFlags.Ack,
            };
            TcpOptions options = _random.Next(3) == 0 ? Script.WithCookie(new FastOpenCookie(Arbitrary.Number(_random), 8), Arbitrary.Word(_random)) : default;
            uint off = _random.Next(4) == 0 ? (uint)_random.Next(-3000, 3000) : 0;
            Receive(peer, local, flags, acknowledgment + off, sequence + (_random.Next(4) == 0 ? (uint)_random.Next(-3000, 3000) : 0), options);
        }

        private void Receive(Endpoint peer, Endpoint local, TcpFlags flags, uint sequence, uint acknowledgment, TcpOptions options)
        {
            TcpHeader header = new()
            {
                SourcePort = peer.Port,
                DestinationPort = local.Port,
                Sequence = sequence,
                Acknowledgment = acknowledgment,
                Flags = flags,
                Window = (ushort)(_random.Next(4) == 0 ? 0 : _random.Next(65_536)),
                UrgentPointer = Arbitrary.Word(_random),
            };
            byte[] data = new byte[Arbitrary.Coin(_random) ? 0 : _random.Next(1400)];
            _stack.Receive(_now, WholePacket.Build(peer.Address, local.Address, header, options, data));
        }

        private void Act()
        {
            if (_random.Next(6) == 0)
            {
                Endpoint local = new(IpAddress.Parse("10.0.0.1"), (ushort)(_random.Next(2) * _random.Next(80, 83)));
                if (_stack.Connect(_now, Peer(), new byte[_random.Next(2000)], out ConnectionId id, out _, local: local) == StackError.None)
                {
                    _ids.Add(id);
                }
            }

            while (_stack.Accept(_listener, out ConnectionId accepted, out _) == StackError.None)
            {
                _ids.Add(accepted);
            }

            if (_ids.Count > 0)
            {
                Call(_ids[_random.Next(_ids.Count)]);
            }
        }

        private void Call(ConnectionId id)
        {
            switch (_random.Next(12))
            {
                case 0 or 1:
                    _stack.Send(_now, id, new byte[_random.Next(3000)], out _);
                    break;
                case 2:
                    _stack.SendUrgent(_now, id, new byte[_random.Next(1, 3000)], out _);
                    break;
                case <= 5:
                    _stack.Receive(_now, id, _buffer.AsSpan(0, _random.Next(1, 3000)), out _);
                    break;
                case 6:
                    _stack.Shutdown(_now, id, (ShutdownSides)_random.Next(4));
                    break;
                case 7:
                    _stack.Close(_now, id, _random.NextInt64(10 * Second));
                    break;
                case 8:
                    _stack.Close(_now, id);
                    break;
                case 9:
                    _stack.Abort(id);
                    break;
                case 10:
                    _stack.RotateFastOpenKey(new StackSecret(Arbitrary.Bytes(_random, StackSecret.Length)));
                    break;
                default:
                    while (_stack.TryTakeEvent(out _))
                    {
                    }

                    break;
            }
        }

        private void Pass(long time)
        {
            long end = _now + time;
            while (_stack.NextDeadline <= end)
            {
                _now = Math.Max(_now, _stack.NextDeadline);
                _stack.Advance(_now);
                Settle();
            }

            _now = end;
            while (_stack.TryTakeEvent(out _))
            {
            }
        }

        private void Settle()
        {
            _invariants.Check();
            int length;
            while ((length = _stack.Transmit(_now, _buffer, out _)) > 0)
            {
                _invariants.Check();
                WholePacket.Read(_buffer.AsSpan(0, length), out Endpoint from, out Endpoint to, out TcpSegment segment, out TcpOptions options, out _);
                _seen[to] = (segment.Sequence + segment.SequenceLength, segment.Acknowledgment, from);
                _cookie = (segment.Flags & TcpFlags.Ack) != 0 && options.Has(TcpOptionSet.FastOpen) ? options.FastOpen : _cookie;
            }
        }
    }
}
