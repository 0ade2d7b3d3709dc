using System.Collections;

namespace Akka.IO;

public partial class Tcp
{
    /// <summary>The acknowledgement of a write that wants none.</summary>
    public class NoAck : Event
    {
        public static readonly NoAck Instance = new(null);

        public NoAck(object token)
        {
            Token = token;
        }

        public object Token { get; }

        public override string ToString() => $"NoAck({Token})";
    }

    public abstract class WriteCommand : Command
    {
        public static WriteCommand Create(IEnumerable<WriteCommand> writes) => Write.Empty.Prepend(writes);

        public static WriteCommand Create(params WriteCommand[] writes) => Create((IEnumerable<WriteCommand>)writes);

        public CompoundWrite Prepend(SimpleWriteCommand other) => new(other, this);

        public WriteCommand Prepend(IEnumerable<WriteCommand> writes)
        {
            var result = this;
            foreach (var write in writes.Reverse())
            {
                // A head is always a simple write. Akka hands a compound one to this very method, as the sequence it also is.
                result = write switch
                {
                    SimpleWriteCommand simple => result.Prepend(simple),
                    CompoundWrite compound => result.Prepend((IEnumerable<WriteCommand>)compound),
                    _ => throw new ArgumentException("Only simple and compound writes can be joined.", nameof(writes)),
                };
            }

            return result;
        }
    }

    public abstract class SimpleWriteCommand : WriteCommand
    {
        public abstract Event Ack { get; }

        public bool WantsAck => Ack is not NoAck;

        public CompoundWrite Append(WriteCommand that) => that.Prepend(this);
    }

    public class Write : SimpleWriteCommand
    {
        public static readonly Write Empty = new(ByteString.Empty, NoAck.Instance);

        private Write(ByteString data, Event ack)
        {
            Data = data;
            Ack = ack ?? NoAck.Instance;
        }

        public ByteString Data { get; }

        public override Event Ack { get; }

        public static Write Create(ByteString data) => data.IsEmpty ? Empty : new Write(data, NoAck.Instance);

        public static Write Create(ByteString data, Event ack) => new(data, ack);

        public override string ToString() => $"Write(bytes: {Data.Count}, ack: {Ack})";
    }

    /// <summary>Several writes that nothing of another sender comes between.</summary>
    public class CompoundWrite : WriteCommand, IEnumerable<SimpleWriteCommand>
    {
        public CompoundWrite(SimpleWriteCommand head, WriteCommand tailCommand)
        {
            Head = head;
            TailCommand = tailCommand;
        }

        public SimpleWriteCommand Head { get; }

        public WriteCommand TailCommand { get; }

        public IEnumerator<SimpleWriteCommand> GetEnumerator()
        {
            WriteCommand rest = this;
            while (rest is CompoundWrite compound)
            {
                yield return compound.Head;
                rest = compound.TailCommand;
            }

            if (rest is SimpleWriteCommand last)
                yield return last;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => $"CompoundWrite({Head}, {TailCommand})";
    }
}
